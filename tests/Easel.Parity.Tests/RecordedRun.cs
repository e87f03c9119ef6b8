using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>A recorded run of the original script, again by the command.</summary>
internal static class RecordedRun
{
    /// <summary>The picture that a run begins with, if there is one.</summary>
    private const string Initial = "init.png";

    /// <summary>Asserts that the command writes the same files with the same pixels.</summary>
    /// <param name="model">The recordings' network.</param>
    /// <param name="run">The recorded run.</param>
    /// <param name="words">What follows the recorded arguments, such as a device.</param>
    public static Task AssertPaintedAsync(string model, string run, params string[] words) => AssertPaintedAsync("txt2img", model, $"e2e/{run}", ["--no-watermark", .. words]);

    /// <summary>The same of a run of another command.</summary>
    /// <param name="command">The command, named as its script.</param>
    /// <param name="model">The recordings' network.</param>
    /// <param name="run">The recorded run's folder below the network's.</param>
    /// <param name="words">What follows the recorded arguments.</param>
    public static async Task AssertPaintedAsync(string command, string model, string run, string[] words)
        => AssertSame(model, run, await PaintAgainAsync(command, model, run, words));

    /// <summary>Asserts that files without a watermark have the names and the pixels of a recorded run.</summary>
    public static void AssertSame(string model, string run, Dictionary<string, Image> painted)
    {
        Dictionary<string, string> wanted = RecordedPictures(Goldens.Path($"{model}/{run}"));
        Assert.Equal(wanted.Keys.Order(StringComparer.Ordinal), painted.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, string picture) in wanted)
        {
            Compare.Pictures($"{run}/{name}", PngFile.Load(picture).Image, painted[name]);
        }
    }

    /// <summary>Paints a recorded run again, with the command in this process; that of the smallest network with one of its own, as users do.</summary>
    /// <returns>The pictures by their names below the output folder.</returns>
    /// <inheritdoc cref="AssertPaintedAsync(string, string, string, string[])"/>
    public static async Task<Dictionary<string, Image>> PaintAgainAsync(string command, string model, string run, string[] words)
    {
        string recorded = Goldens.Path($"{model}/{run}");
        using EngineRun here = new();
        string folder = here.PathOf(".");
        CopyInputs(recorded, folder);
        string[] line = [command, .. RecordedArguments(recorded), .. ModelArguments(model), "--outdir", "out", "--precision", "full", "--quiet", .. words];

        (int exitCode, string errors) = model == "micro-sd" ? await EaselProcess.RunAsync(folder, line) : await here.RunInAsync(folder, line);

        Assert.True(exitCode == 0, $"{run}: exit code {exitCode}: {errors}");
        string output = Path.Combine(folder, "out");
        return PicturesIn(output).ToDictionary(name => name, name => PngFile.Load(Path.Combine(output, name)).Image);
    }

    private static IEnumerable<string> RecordedArguments(string recorded)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(recorded, "args.json")));
        return [.. json.RootElement.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
    }

    private static string[] ModelArguments(string model)
    {
        string config = model == "tiny-sd" ? "v1-tiny-inference.yaml" : "v1-micro-inference.yaml";
        return ["--ckpt", Goldens.Path($"{model}/model.ckpt"), "--config", Goldens.Path($"{model}/{config}"), "--vocab", Goldens.Path("bpe_simple_vocab_16e6.txt.gz")];
    }

    private static void CopyInputs(string recorded, string folder)
    {
        foreach (string name in (string[])["prompts.txt", Initial])
        {
            if (File.Exists(Path.Combine(recorded, name)))
            {
                File.Copy(Path.Combine(recorded, name), Path.Combine(folder, name));
            }
        }
    }

    /// <summary>Names below the output folder, and the recorded pictures for them. Where a run was watermarked, the pictures before that.</summary>
    private static Dictionary<string, string> RecordedPictures(string recorded)
    {
        Dictionary<string, string> pictures = PicturesIn(recorded).Where(name => name != Initial && !name.StartsWith("before-", StringComparison.Ordinal)).ToDictionary(name => name, name => Path.Combine(recorded, name));
        string[] before = [.. Directory.GetFiles(recorded, "before-watermark-*.png").Order(StringComparer.Ordinal)];
        if (before.Length > 0)
        {
            string[] names = [.. pictures.Keys.Order(StringComparer.Ordinal)];
            string[] inOrder = [.. names.Where(name => name.StartsWith("samples", StringComparison.Ordinal)), .. names.Where(name => name.StartsWith("grid", StringComparison.Ordinal))];
            for (int i = 0; i < before.Length; i++)
            {
                pictures[inOrder[i]] = before[i];
            }
        }

        return pictures;
    }

    private static IEnumerable<string> PicturesIn(string folder)
        => Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
}
