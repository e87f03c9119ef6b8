using System.Security.Cryptography;
using Easel.Cli;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Commands in this process, whose folders are copied while they run: each copy is what a crash at that moment would have left.</summary>
internal sealed class ResumedRun : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    /// <summary>micro-sd, whatever the command.</summary>
    public static string[] Model(string option = "--ckpt") =>
    [
        option, Goldens.Path("micro-sd", "model.ckpt"), "--config", Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
        "--vocab", Goldens.Path("bpe_simple_vocab_16e6.txt.gz"), "--threads", "1", "--device", "cpu",
    ];

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <summary>The steps taken by the last command.</summary>
    public int Steps { get; private set; }

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>A picture file of coloured stripes.</summary>
    public string Picture(string name, int width, int height)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)((i * 7) + (i / 300)))];
        File.WriteAllBytes(PathOf(name), PngFile.Encode(new Image(width, height, pixels)));
        return PathOf(name);
    }

    /// <summary>A mask file that is white at the right.</summary>
    public string Mask(string name, int width, int height)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Repeat((byte)(i % width > width / 2 ? 255 : 0), 3))];
        File.WriteAllBytes(PathOf(name), PngFile.Encode(new Image(width, height, pixels)));
        return PathOf(name);
    }

    /// <summary>Runs a command.</summary>
    /// <param name="words">Its command line.</param>
    /// <param name="after">Told after each update with its number, from 1.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> words, Action<int>? after = null)
    {
        int updates = 0;
        Steps = 0;
        return await CommandLine.Full.RunAsync(words, new Surroundings
        {
            Output = _output,
            Error = _error,
            CacheFolder = name => Path.Combine(PathOf("cache"), name),
            Cancel = TestContext.Current.CancellationToken,
            OpenPainter = (options, warn) => new WatchedPainter(options, warn, update =>
            {
                Steps += update is StepUpdate ? 1 : 0;
                after?.Invoke(++updates);
            }),
        });
    }

    /// <summary>Copies a folder as it is at this moment.</summary>
    public static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Two folders have the same files with the same bytes, and nothing else.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Entries(expected), Entries(actual));
        Assert.All(EngineRun.FilesIn(expected), name => Assert.Equal(Digest(Path.Combine(expected, name)), Digest(Path.Combine(actual, name))));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Entries(string folder)
        => [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(folder, entry)).Order(StringComparer.Ordinal)];

    private static string Digest(string file) => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}";
}
