using Easel.Cli;
using Easel.Painting.Jobs;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The command with the engine itself, in this process, writing to a folder of its own.</summary>
internal sealed class EngineRun : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    /// <summary>micro-sd, one small picture in two steps: what follows may say otherwise.</summary>
    public static string[] Micro =>
    [
        "--ckpt", Goldens.Path("micro-sd", "model.ckpt"), "--config", Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
        "--vocab", Goldens.Path("bpe_simple_vocab_16e6.txt.gz"), .. Small,
    ];

    /// <summary>One small picture in two steps.</summary>
    public static string[] Small => ["--H", "64", "--W", "72", "--ddim_steps", "2", "--n_samples", "1", "--n_iter", "1", "--skip_grid", "--threads", "2"];

    /// <summary>Opens the engine; the usual one if nothing is said.</summary>
    public PainterOpener OpenPainter { get; set; } = (options, warn) => new PipelinePainter(options, warn);

    public string Outdir => PathOf("out");

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Runs <c>easel txt2img</c>.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> PaintAsync(params string[] words) => RunAsync(["txt2img", "--outdir", Outdir, "--device", "cpu", .. words]);

    /// <summary>Runs <c>easel</c>, with a cache of its own.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] words) => CommandLine.Full.RunAsync(
        words,
        new Surroundings { Output = _output, Error = _error, OpenPainter = OpenPainter, CacheFolder = name => PathOf($"cache/{name}"), Cancel = TestContext.Current.CancellationToken });

    /// <summary>Runs <c>easel</c> as if it had been started in a folder: words that name what lies in it, and where results go, are paths.</summary>
    /// <returns>The exit code, and what was said of errors.</returns>
    public async Task<(int ExitCode, string Text)> RunInAsync(string folder, string[] words)
    {
        int code = await RunAsync([.. words.Select((word, i) => File.Exists(Path.Combine(folder, word)) || (i > 0 && words[i - 1] is "--outdir" or "--output") ? Path.Combine(folder, word) : word)]);
        return (code, Error);
    }

    /// <summary>Files below a folder, half-written ones included, with forward slashes, in order.</summary>
    public static string[] FilesIn(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The command ended with code 1 and one message, which says all of this, and left nothing behind.</summary>
    public void AssertRefused(int code, params string[] said)
    {
        Assert.True(code == 1, $"exit code {code}: {Error}");
        Assert.All(said, part => Assert.True(Error.Contains(part, StringComparison.Ordinal), $"'{part}' is not in: {Error}"));
        Assert.DoesNotContain("made a mistake", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        string line = Assert.Single(Error.Split('\n'), line => line.Contains("error: ", StringComparison.Ordinal));
        Assert.StartsWith("easel txt2img: error: ", line, StringComparison.Ordinal);
        Assert.Empty(FilesIn(Outdir));
    }

    public void Dispose() => _folder.Dispose();
}
