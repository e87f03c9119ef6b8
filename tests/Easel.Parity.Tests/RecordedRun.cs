using System.Text.Json;
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
    public static Task AssertPaintedAsync(string model, string run, params string[] words) => AssertPaintedAsync("txt2img", model, $"e2e/{run}", words);

    /// <summary>The same of a run of another command.</summary>
    /// <param name="command">The command, named as its script.</param>
    /// <param name="model">The recordings' network.</param>
    /// <param name="run">The recorded run's folder below the network's.</param>
    /// <param name="words">What follows the recorded arguments.</param>
    public static async Task AssertPaintedAsync(string command, string model, string run, string[] words)
    {
        string recorded = Goldens.Path($"{model}/{run}");
        string folder = Directory.CreateTempSubdirectory("easel-e2e-").FullName;
        try
        {
            CopyInputs(recorded, folder);

            (int exitCode, string errors) = await EaselProcess.RunAsync(folder, [command, .. RecordedArguments(recorded), .. ModelArguments(model), "--outdir", "out", "--precision", "full", "--quiet", .. words]);

            Assert.True(exitCode == 0, $"{run}: exit code {exitCode}: {errors}");
            Dictionary<string, string> wanted = RecordedPictures(recorded);
            Assert.Equal(wanted.Keys.Order(StringComparer.Ordinal), PicturesIn(Path.Combine(folder, "out")).Order(StringComparer.Ordinal));
            foreach ((string name, string picture) in wanted)
            {
                Compare.Pictures($"{run}/{name}", PngFile.Load(picture).Image, PngFile.Load(Path.Combine(folder, "out", name)).Image);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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

    /// <summary>Names below the output folder, and the recorded pictures for them.</summary>
    private static Dictionary<string, string> RecordedPictures(string recorded)
        => PicturesIn(recorded).Where(name => !name.StartsWith("before-", StringComparison.Ordinal)).ToDictionary(name => name, name => Path.Combine(recorded, name));

    private static IEnumerable<string> PicturesIn(string folder)
        => Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
}
