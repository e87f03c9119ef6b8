using System.Text.Json;

namespace Easel.Tests.Cli;

public sealed class TextToImageOutputTests : IDisposable
{
    // Neither the word about missing weights, nor the one about small pictures.
    private static readonly string[] s_unfinished = ["--no-safety-checker", "--no-watermark"];

    private readonly CommandRun _run = new();

    [Fact]
    public async Task Output_to_a_file_is_plain_lines()
    {
        await _run.PaintAsync([.. s_unfinished, "--n_iter", "1", "--n_samples", "2"]);

        string[] lines = _run.Output.Split('\n');
        Assert.Equal($"Loading model from {_run.Checkpoint}", lines[0]);
        Assert.Equal(Path.Combine(_run.Outdir, "samples", "00000.png"), lines[1]);
        Assert.Equal(Path.Combine(_run.Outdir, "samples", "00001.png"), lines[2]);
        Assert.Equal(Path.Combine(_run.Outdir, "grid-0000.png"), lines[3]);
        Assert.Equal("2 pictures in 0:00", lines[4]);
        Assert.Equal(["Your samples are ready and waiting for you here:", _run.Outdir, "", "Enjoy.", ""], lines[5..]);
        Assert.Equal("Sampling 1/1, data 1/1, step 3/3: 2.00 s/it, 0:00 left\n", _run.Error);
    }

    [Fact]
    public async Task The_device_is_told_before_the_first_step()
    {
        _run.Device = "cuda:0 (NVIDIA H100 80GB HBM3)";

        await _run.PaintAsync("--n_iter", "1");
        await _run.PaintAsync("--n_iter", "1", "--json");

        Assert.StartsWith($"Loading model from {_run.Checkpoint}\nPainting on cuda:0 (NVIDIA H100 80GB HBM3)\n", _run.Output);
        Assert.Contains("\"device\":\"cuda:0 (NVIDIA H100 80GB HBM3)\"", _run.Output);
    }

    [Fact]
    public async Task Output_to_a_file_shows_life_every_half_minute()
    {
        _run.AfterStep = _ => _run.Time.Now += TimeSpan.FromSeconds(11);

        await _run.PaintAsync([.. s_unfinished, "--n_iter", "2", "--n_samples", "1", "--ddim_steps", "4"]);

        Assert.Equal(
            """
            Sampling 1/2, data 1/1, step 3/4: 2.00 s/it, 0:10 left
            Sampling 1/2, data 1/1, step 4/4: 2.00 s/it, 0:08 left
            Sampling 2/2, data 1/1, step 3/4: 2.00 s/it, 0:02 left
            Sampling 2/2, data 1/1, step 4/4: 2.00 s/it, 0:00 left

            """,
            _run.Error);
        Assert.Contains("2 pictures in 1:28\n", _run.Output);
    }

    [Fact]
    public async Task Quiet_says_nothing()
    {
        _run.Warning = "something";

        await _run.PaintAsync("--quiet");

        Assert.Equal("", _run.Output + _run.Error);
    }

    [Fact]
    public async Task A_terminal_shows_three_bars_and_is_left_clean()
    {
        _run.IsTerminal = true;
        _run.Warning = "[red]not markup[/]";

        await _run.PaintAsync("--n_iter", "1", "--n_samples", "1");

        Assert.Contains("\rSampling          ", _run.Error);
        Assert.Contains("\nDDIM Sampler      ", _run.Error);
        Assert.Contains("2/3      0:02 left, 2.00 s/it", _run.Error);
        Assert.Contains("warning: [red]not markup[/]\n", _run.Error);
        Assert.EndsWith("\r\u001b[2A\u001b[J", _run.Error); // the bars are taken away in the end
        Assert.DoesNotContain('\u001b', _run.Output);
    }

    [Fact]
    public async Task Json_tells_every_event()
    {
        _run.Warning = "careful";

        await _run.PaintAsync([.. s_unfinished, "--json", "--n_iter", "1", "--n_samples", "2", "--prompt", "Café [x]"]);

        JsonElement[] events = Events();
        Assert.Equal(["loading", "start", "warning", "step", "step", "step", "image", "image", "grid", "done"], events.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal(2, events[1].GetProperty("pictures").GetInt32());
        Assert.Equal((3, 3, 2.0), (events[5].GetProperty("step").GetInt32(), events[5].GetProperty("steps").GetInt32(), events[5].GetProperty("seconds").GetDouble()));
        Assert.Equal(("Café [x]", 1), (events[7].GetProperty("prompt").GetString(), events[7].GetProperty("index").GetInt32()));
        Assert.Equal(Path.Combine(_run.Outdir, "samples", "00001.png"), events[7].GetProperty("path").GetString());
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Json_tells_errors_too()
    {
        int code = await _run.PaintAsync("--json", "--ckpt", _run.PathOf("missing"));

        JsonElement last = Events()[^1];
        Assert.Equal(1, code);
        Assert.Equal(("error", 1), (last.GetProperty("event").GetString(), last.GetProperty("exitCode").GetInt32()));
        Assert.Contains("No checkpoint at", last.GetProperty("message").GetString());
    }

    public void Dispose() => _run.Dispose();

    private JsonElement[] Events() => [.. _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
