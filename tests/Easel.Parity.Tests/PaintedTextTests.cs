using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Imaging.Png;

namespace Easel.Parity.Tests;

/// <summary>What a painted picture says of itself.</summary>
public sealed class PaintedTextTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Fact]
    public async Task A_picture_carries_its_prompt_settings_and_request_and_nothing_of_the_machine()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--prompt", "a red fox, [oil]", "--seed", "7", "--plms", "--scale", "5.5"]);

        Assert.True(code == 0, _run.Error);
        string path = Path.Combine(_run.Outdir, "samples", "00000.png");
        Dictionary<string, string> texts = PngFile.Load(path).Texts.ToDictionary(text => text.Keyword, text => text.Text);
        string[] lines = texts["parameters"].Split('\n');
        Assert.Equal("a red fox, [oil]", lines[0]);
        Assert.Matches("^Steps: 2, Sampler: PLMS, CFG scale: 5.5, Seed: 7, Size: 72x64, Model hash: [0-9a-f]{10}, Model: model, ", lines[1]);

        JsonElement record = JsonDocument.Parse(texts["easel"]).RootElement;
        JsonElement request = record.GetProperty("request");
        Assert.Equal(("plms", 2, 5.5, 72, 64, 7), (
            request.GetProperty("sampler").GetString(), request.GetProperty("steps").GetInt32(), request.GetProperty("scale").GetDouble(),
            request.GetProperty("width").GetInt32(), request.GetProperty("height").GetInt32(), request.GetProperty("seed").GetInt32()));
        Assert.Equal("a red fox, [oil]", record.GetProperty("prompt").GetString());

        string all = string.Concat(texts.Values);
        Assert.DoesNotContain("/", all, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex($@"\b{DateTime.UtcNow.Year}\b|\d\d:\d\d"), all);
        Assert.DoesNotContain("tIME", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_is_the_pictures_where_another_factor_was_asked_for()
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, "--f", "16", "--H", "128", "--W", "256", "--ddim_steps", "1"]);

        Assert.True(code == 0, _run.Error);
        Assert.Contains("Size: 128x64,", PngFile.Load(Path.Combine(_run.Outdir, "samples", "00000.png")).Texts.Single(text => text.Keyword == "parameters").Text, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();
}
