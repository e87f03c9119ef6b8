using System.Text.Json.Nodes;
using Easel.Checkpoints;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Drawing;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Tests.Cli;

public sealed class SafetyCheckTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void A_flagged_picture_is_replaced_by_the_card_and_the_user_is_told_which()
    {
        using SafetyCheck check = Open(new SafetyChoice(Weights()))!;
        ImageUpdate harmless = Recorded(3);
        ImageUpdate flagged = Recorded(4);

        (Image kept, JsonObject? keptFacts) = check.Check(harmless, ImageOf(harmless));
        (Image replaced, JsonObject? replacedFacts) = check.Check(flagged, ImageOf(flagged));

        Assert.Equal(ImageOf(harmless).Pixels.Span, kept.Pixels.Span);
        Assert.Equal("""{"checked":true,"flagged":false,"maxScore":-0.02}""", keptFacts!.ToJsonString());
        Assert.Equal(ReplacementCard.Draw(256, 256).Pixels.Span, replaced.Pixels.Span);
        Assert.Equal("""{"checked":true,"flagged":true,"maxScore":0.005}""", replacedFacts!.ToJsonString());
        Assert.Equal(["picture 2 was replaced: the safety checker flagged it (score 0.005, above 0). It errs at times; another seed may help"], _warnings);
    }

    [Fact]
    public void A_picture_of_the_users_covers_a_flagged_one()
    {
        string path = _folder.PathOf("mine.png");
        new Image(2, 1, [10, 20, 30, 10, 20, 30]).Save(path);
        using SafetyCheck check = Open(new SafetyChoice(Weights(), Replacement: path))!;
        ImageUpdate flagged = Recorded(4);

        (Image replaced, _) = check.Check(flagged, ImageOf(flagged));

        Assert.Equal((256, 256), (replaced.Width, replaced.Height));
        Assert.Equal([10, 20, 30], replaced.Pixels.ToArray()[..3]);
    }

    [Fact]
    public void Without_weights_the_user_is_told_once_where_to_put_them()
    {
        Assert.Null(Open(new SafetyChoice()));

        string warning = Assert.Single(_warnings);
        Assert.StartsWith($"pictures are not checked: no safety checker in {_folder.Path}. Put model.safetensors and config.json of https://huggingface.co/CompVis/", warning);
        Assert.EndsWith("--no-safety-checker", warning);
    }

    [Fact]
    public void Of_the_drawn_scenes_of_pocket_nothing_is_said()
    {
        File.Copy(Goldens.Path("safety", "pytorch_model.bin"), _folder.PathOf("pytorch_model.bin"));

        Assert.Null(SafetyCheck.Open(new SafetyChoice(), Pipeline(), isPocket: true, _warnings.Add, _folder.Path));
        Assert.Empty(_warnings);

        using SafetyCheck? named = SafetyCheck.Open(new SafetyChoice(Weights()), Pipeline(), isPocket: true, _warnings.Add, _folder.Path);
        Assert.NotNull(named);
    }

    [Fact]
    public void A_replacement_that_no_checker_can_use_is_not_passed_over_in_silence()
    {
        string path = _folder.PathOf("mine.png");
        new Image(2, 1, [10, 20, 30, 10, 20, 30]).Save(path);

        Assert.Null(SafetyCheck.Open(new SafetyChoice(Replacement: path), Pipeline(), isPocket: true, _warnings.Add, _folder.Path));

        Assert.StartsWith("--replacement takes no picture's place", Assert.Single(_warnings));
    }

    [Fact]
    public void Weights_in_the_cache_are_found()
    {
        File.Copy(Goldens.Path("safety", "pytorch_model.bin"), _folder.PathOf("pytorch_model.bin"));
        File.Copy(Goldens.Path("safety", "config.json"), _folder.PathOf("config.json"));

        using SafetyCheck? check = Open(new SafetyChoice());

        Assert.NotNull(check);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void When_it_is_off_nothing_is_opened_or_said()
    {
        Assert.Null(Open(new SafetyChoice(IsOff: true)));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Files_that_are_not_there_or_are_none_are_refused()
    {
        string text = _folder.PathOf("notes.png");
        File.WriteAllText(text, "notes");

        Assert.Equal("argument --safety-checker: there is no file or folder nowhere", Assert.Throws<GenerationException>(() => Open(new SafetyChoice("nowhere"))).Message);
        Assert.Equal("argument --replacement: there is no file nowhere.png", Assert.Throws<GenerationException>(() => Open(new SafetyChoice(Replacement: "nowhere.png"))).Message);
        Assert.Equal($"argument --replacement: there is no file {_folder.Path}", Assert.Throws<GenerationException>(() => Open(new SafetyChoice(Replacement: _folder.Path))).Message);
        Assert.StartsWith(text, Assert.Throws<ImageException>(() => Open(new SafetyChoice(Replacement: text))).Message);
        Assert.StartsWith(text, Assert.Throws<CheckpointException>(() => Open(new SafetyChoice(text))).Message);
    }

    [Fact]
    public void Options_are_read_and_contradictions_are_usage_errors()
    {
        Assert.Equal(new SafetyChoice(), Read());
        Assert.Equal(new SafetyChoice("a", "b"), Read("--safety_checker", "a", "--replacement=b"));
        Assert.Equal(new SafetyChoice(IsOff: true), Read("--no-safety-checker"));

        Assert.Equal(
            "argument --safety-checker: has no meaning with --no-safety-checker, which checks no picture; leave one of them out",
            Assert.Throws<UsageException>(() => Read("--no-safety-checker", "--safety-checker", "a")).Message);
        Assert.Contains("argument --replacement: has no meaning", Assert.Throws<UsageException>(() => Read("--replacement", "a", "--no-safety-checker")).Message);
        Assert.Contains("argument --safety-checker: expected the name of a file", Assert.Throws<UsageException>(() => Read("--safety-checker", "")).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static string Weights() => Goldens.Path("safety", "safety_checker.safetensors");

    private static PipelineOptions Pipeline() => new() { Checkpoint = "model.ckpt", Threads = 1 };

    private SafetyCheck? Open(SafetyChoice choice) => SafetyCheck.Open(choice, Pipeline(), isPocket: false, _warnings.Add, _folder.Path);

    private static SafetyChoice Read(params string[] words) => SafetyOptions.Read(new OptionReader(SafetyOptions.All).Read(words));

    /// <summary>A recorded picture as if it had been painted: the middle of each 8-bit step, so that rounding and cutting off give it back.</summary>
    private static ImageUpdate Recorded(int i)
    {
        Image image = PngFile.Load(Goldens.Path("safety", $"image{i}.png")).Image;
        float[] unit = [.. image.Pixels.ToArray().Select(value => ((value + 0.25f) / 255f * 2) - 1)];
        return new ImageUpdate(0, 0, 0, "", unit, image.Width, image.Height);
    }

    private static Image ImageOf(ImageUpdate update) => Image.FromUnit(update.Unit, update.Width, update.Height);
}
