using System.Text.Json.Nodes;
using Easel.Cli;
using Easel.Cli.Reports;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting;
using Easel.Painting.Jobs;

namespace Easel.Tests.Cli;

/// <summary>Never a black picture in silence: what is of one colour is written, and told of in every way.</summary>
public sealed class FlatPictureTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task A_picture_of_one_colour_is_written_and_people_and_its_file_are_told()
    {
        _run.Shade = -1;

        int code = await _run.PaintAsync("--n_samples", "1", "--n_iter", "2", "--no-watermark");

        Assert.Equal(0, code);
        Assert.Equal(2, _run.Files().Count(file => file.StartsWith("samples/", StringComparison.Ordinal)));
        string[] warnings = [.. _run.Error.Split('\n').Where(line => line.Contains("of one colour", StringComparison.Ordinal))];
        Assert.Equal(["1", "2"], warnings.Select(line => line["warning: picture ".Length..].Split(' ')[0]));
        Assert.All(warnings, line => Assert.Contains("#000000 all over", line, StringComparison.Ordinal));
        Assert.Equal("#000000", (string?)RecordOf("samples/00001.png")["flat"]);
    }

    [Fact]
    public async Task Programs_are_told_the_colour()
    {
        _run.Shade = 0;

        await _run.PaintAsync("--n_samples", "1", "--n_iter", "1", "--json");

        JsonObject image = _run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).Single(told => (string)told["event"]! == "image");
        Assert.Equal("#7f7f7f", (string?)image["flat"]);
    }

    [Fact]
    public async Task Of_a_picture_with_more_colours_nothing_is_said()
    {
        await _run.PaintAsync("--n_samples", "1", "--n_iter", "1");

        Assert.DoesNotContain("of one colour", _run.Error, StringComparison.Ordinal);
        Assert.Null(RecordOf("samples/00000.png")["flat"]);
    }

    [Theory]
    [InlineData(false, "#000000")]
    [InlineData(true, null)]
    public async Task Of_what_the_safety_checker_put_in_a_flat_pictures_place_nothing_is_said(bool isReplaced, string? flat)
    {
        PaintingJob job = new()
        {
            Command = "txt2img",
            Model = new ChosenModel(_run.Checkpoint),
            Pipeline = new PipelineOptions { Checkpoint = _run.Checkpoint },
            Run = new RunSettings(),
            Prepare = () => new PaintingOrder(new ImageRequest { Batches = [["a"]], Width = 16, Height = 16, Steps = 1 }, NamedFiles.PlanOne(_run.PathOf("flat.png"), "--out FILE")),
            Finish = new Replacing(isReplaced),
        };
        using QuietReport report = new();
        using Easel.Painting.Jobs.PaintingRun run = new(job, resumed: null, report, new Surroundings
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            OpenPainter = (options, _) => new PaintedByTest(options) { Shade = -1 },
        });

        await run.PaintAsync();

        Assert.Equal(flat, (string?)JsonNode.Parse(PngFile.Load(_run.PathOf("flat.png")).Texts.Single(text => text.Keyword == "easel").Text)!["flat"]);
    }

    [Fact]
    public async Task Layers_that_overflow_in_every_step_are_warned_of_once_and_long_lists_are_cut()
    {
        _run.Redone = [new RedoneLayers(RunStage.Step, 1, ["a"]), new RedoneLayers(RunStage.Step, 2, ["a", "b", "c", "d", "e"]), new RedoneLayers(RunStage.Decoding, 0, ["a", "f"])];

        await _run.PaintAsync("--n_samples", "1", "--n_iter", "1");

        string[] warnings = [.. _run.Error.Split('\n').Where(line => line.Contains(" overflowed in half precision or int8. Computed again in float32", StringComparison.Ordinal))];
        Assert.Equal(["warning: step 1: 'a'", "warning: step 2: 'b', 'c', 'd' and 1 more", "warning: decoding: 'f'"], warnings.Select(line => line.Split(" overflowed")[0]));
        Assert.Equal(
            """[{"stage":"step","steps":[1],"layers":["a"]},{"stage":"step","steps":[2],"layers":["a","b","c","d","e"]},{"stage":"decoding","layers":["a","f"]}]""",
            RecordOf("samples/00000.png")["float32Layers"]!.ToJsonString());
    }

    public void Dispose() => _run.Dispose();

    private JsonObject RecordOf(string file)
        => JsonNode.Parse(PngFile.Load(Path.Combine(_run.Outdir, file)).Texts.Single(text => text.Keyword == "easel").Text)!.AsObject();

    /// <summary>A check that may put a card in the place of every picture.</summary>
    private sealed record Replacing(bool Replaces) : FinishChoice(new SafetyChoice(IsOff: true), IsMarked: false)
    {
        private static readonly Image s_card = new(16, 16, new byte[16 * 16 * 3]);

        public override PictureFinish Open(PipelineOptions pipeline, bool isPocket, Action<string> warn)
            => new() { Check = (_, picture) => (Replaces ? s_card : picture, null) };
    }
}
