using System.Diagnostics;
using System.Text.Json;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Ctrl-C as a terminal sends it.</summary>
public sealed class InterruptTests
{
    [Fact]
    public async Task An_interrupted_command_keeps_finished_pictures_and_no_half_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: there is no kill -INT on Windows.");
        using TestFolder folder = new();
        using Process easel = EaselProcess.Start(folder.Path, ["txt2img", .. EngineRun.Micro, "--n_iter", "1000", "--outdir", "out", "--json"]);

        List<JsonElement> events = [];
        while (await easel.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is string line)
        {
            events.Add(JsonDocument.Parse(line).RootElement);
            if (Name(events[^1]) == "step" && events[^1].GetProperty("iteration").GetInt32() == 1 && events[^1].GetProperty("step").GetInt32() == 1)
            {
                using Process kill = Process.Start("kill", ["-INT", $"{easel.Id}"]);
            }
        }

        string errors = await easel.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await easel.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(easel.ExitCode == 130, $"exit code {easel.ExitCode}: {errors}");
        Assert.Equal("easel txt2img: Interrupted. To go on: easel resume out\n", errors);
        Assert.Equal(("error", 130), (Name(events[^1]), events[^1].GetProperty("exitCode").GetInt32()));
        string[] told = [.. events.Where(one => Name(one) == "image").Select(one => one.GetProperty("path").GetString()!["out/".Length..])];
        Assert.InRange(told.Length, 1, 999);
        Assert.Equal(told, EngineRun.FilesIn(Path.Combine(folder.Path, "out")).Where(file => !file.StartsWith(".easel/", StringComparison.Ordinal)));
        Assert.All(told, path => Assert.Equal(72, PngFile.Load(Path.Combine(folder.Path, "out", path)).Image.Width));
    }

    private static string Name(JsonElement one) => one.GetProperty("event").GetString()!;
}
