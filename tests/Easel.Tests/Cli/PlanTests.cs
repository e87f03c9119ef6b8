using System.Text.Json;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Texts;

namespace Easel.Tests.Cli;

/// <summary><c>--plan</c>, <c>easel plan</c> and <c>--max-memory</c>.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly CommandRun _run = new() { PocketFolder = PocketModel.Folder };

    [Fact]
    public async Task A_plan_tells_all_and_leaves_nothing_behind()
    {
        int code = await _run.RunAsync("plan", "--json", "txt2img", "--ckpt", "pocket", "--prompt", "a red fox", "--outdir", _run.PathOf("a/b"), "--n_samples", "3", "--n_iter", "2", "--ddim", "--ddim_steps", "5", "--H", "64", "--W", "64");

        Assert.True(code == 0, _run.Error);
        JsonElement plan = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(("plan", 6, 10, 10, 60), (plan.GetProperty("event").GetString(), plan.GetProperty("pictures").GetInt32(), plan.GetProperty("steps").GetInt32(), plan.GetProperty("calls").GetInt32(), plan.GetProperty("evaluations").GetInt32()));
        Assert.Equal(7, plan.GetProperty("disk").GetProperty("files").GetInt32()); // and a grid
        JsonElement seconds = plan.GetProperty("seconds");
        Assert.True(seconds.GetProperty("low").GetDouble() < seconds.GetProperty("likely").GetDouble() && seconds.GetProperty("likely").GetDouble() < seconds.GetProperty("high").GetDouble());
        Assert.InRange(plan.GetProperty("memory").GetProperty("peak").GetInt64(), 80_000_000, 300_000_000);
        Assert.False(Directory.Exists(_run.PathOf("a")));
        Assert.Null(_run.Opened);
        Assert.Single(Directory.GetFiles(_run.PathOf("cache/calibration"), "*.json"));
    }

    [Theory]
    [InlineData("txt2img --ckpt pocket --H 63 --plan", 2)]
    [InlineData("txt2img --ckpt none.ckpt --plan", 1)]
    [InlineData("img2img --ckpt pocket --init-img none.png --plan", 1)]
    [InlineData("plan", 2)]
    [InlineData("plan doctor", 2)]
    [InlineData("plan --quiet txt2img", 2)]
    [InlineData("txt2img --max-memory 3X", 2)]
    [InlineData("txt2img --max-memory 0", 2)]
    [InlineData("study steps fox --ckpt pocket --config none.yaml --plan", 1)]
    public async Task Errors_are_those_of_the_run(string words, int code)
    {
        Assert.Equal(code, await _run.RunAsync(words.Split(' ')));
        Assert.Contains("error: ", _run.Error, StringComparison.Ordinal);
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task A_limit_that_cannot_be_kept_is_refused_before_anything_is_opened()
    {
        int code = await _run.RunAsync("txt2img", "--ckpt", "pocket", "--max-memory", "50M", "--outdir", _run.Outdir);

        Assert.Equal(1, code);
        Assert.Contains("The smallest that would do: --max-memory ", _run.Error, StringComparison.Ordinal);
        Assert.Null(_run.Opened);
        Assert.False(Directory.Exists(_run.Outdir));
    }

    [Fact]
    public async Task What_is_given_up_is_told_and_done()
    {
        int code = await _run.RunAsync("txt2img", "--ckpt", "pocket", "--max-memory", "195M", "--outdir", _run.Outdir, "--H", "256", "--W", "256", "--n_samples", "6", "--ddim_steps", "2");

        Assert.True(code == 0, _run.Error);
        Assert.Contains("To stay below 195 MB: ", _run.Output, StringComparison.Ordinal);
        Assert.NotNull(_run.Opened!.ForecastMemory);
        Assert.InRange(_run.Opened.ForecastMemory.Value, 1, 195_000_000);
    }

    [Theory]
    [InlineData("3G", 3_000_000_000)]
    [InlineData("3Gi", 3_221_225_472)]
    [InlineData("2.5g", 2_500_000_000)]
    [InlineData("800MB", 800_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("64k", 64_000)]
    [InlineData("1234567", 1_234_567)]
    public void Memory_is_read_in_decimal_and_binary_units(string text, long bytes) => Assert.Equal(bytes, MemoryOption.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("-1G")]
    [InlineData("3P")]
    [InlineData("1e9")]
    [InlineData("0.5")]
    public void What_is_no_amount_is_refused(string text) => Assert.Throws<UsageException>(() => MemoryOption.Read(text));

    public void Dispose() => _run.Dispose();
}
