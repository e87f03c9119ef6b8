using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Parity.Tests;

/// <summary>Prompts with weights and commands, from the request to the picture, with the model that comes with Easel.</summary>
public sealed class WeightedPromptTests : IDisposable
{
    private const string Long = "a red circle, " + More + ", a blue star, " + More + ", on a white background";
    private const string More = "red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red red";

    private readonly Dictionary<(Precision, bool), Pipeline> _pipelines = [];
    private readonly List<string> _warnings = [];

    [Theory]
    [InlineData(Precision.Full, "off")]
    [InlineData(Precision.Autocast, "off")]
    [InlineData(Precision.Full, "reuse=2,guidance=0.2-0.8,merge=0.5")]
    [InlineData(Precision.Full, "int8")]
    public void A_plain_prompt_gives_the_picture_of_a_literal_one(Precision precision, string approximations)
    {
        ImageRequest request = Request("a red circle on a blue background", "a red circle on a blue background", "a green star, photo") with { Approximations = ApproximationText.Read(approximations), Steps = 5 };

        float[][] literal = Paint(request with { Syntax = PromptSyntax.Literal }, precision);
        float[][] weighted = Paint(request, precision);

        Assert.Equal(literal, weighted);
    }

    [Fact]
    public void A_plain_prompt_without_guidance_gives_the_picture_of_a_literal_one()
    {
        ImageRequest request = Request("a red circle") with { GuidanceScale = 1 };

        Assert.Equal(Paint(request with { Syntax = PromptSyntax.Literal }), Paint(request));
    }

    [Theory]
    [InlineData("a (red:1.0) circle", "a red circle")]
    [InlineData("<lora:x:0.8>a red circle", "a red circle")]
    [InlineData("[a red circle:a blue star:9]", "a red circle")]
    [InlineData("[a red circle:a blue star:0]", "a blue star")]
    [InlineData("[a red circle|a red circle]", "a red circle")]
    [InlineData("a red circle", "a red circle AND a blue star:0")]
    public void What_comes_to_the_same_gives_the_same_picture(string prompt, string same) => Assert.Equal(Paint(Request(same)), Paint(Request(prompt)));

    [Theory]
    [InlineData("a (red:1.5) circle")]
    [InlineData("a [red] circle")]
    [InlineData("[a red circle:a blue star:1]")]
    [InlineData("[a blue star:a red circle:1]")]
    [InlineData("[a red circle|a blue star]")]
    [InlineData("a red circle AND a blue star")]
    [InlineData("a red circle :1.2")]
    [InlineData("a red BREAK circle")]
    [InlineData(Long)]
    public void What_says_something_else_gives_another_picture(string prompt)
    {
        float[] plain = Assert.Single(Paint(Request("a red circle")));

        float[] painted = Assert.Single(Paint(Request(prompt)));

        Assert.All(painted, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(plain, painted);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("reuse=2,guidance=0.2-0.8")]
    public void A_picture_does_not_depend_on_the_other_prompts_of_its_batch(string approximations)
    {
        string[] prompts = ["a red circle", "a red circle AND a blue star:0.5 AND " + Long, "[a red circle|a blue star] (on a white background:1.2)", Long];
        for (int i = 0; i < prompts.Length; i++)
        {
            // Noise is drawn for four; the first picture's is the same.
            string[] rotated = [.. prompts[i..], .. prompts[..i]];
            ImageRequest together = Request(rotated) with { NegativePrompt = "(blur:1.2) [noise|grain]", NoiseBatch = 4, Steps = 5, Approximations = ApproximationText.Read(approximations) };

            Assert.Equal(Paint(together with { Batches = [[prompts[i]]] })[0], Paint(together)[0]);
        }
    }

    [Theory]
    [InlineData("(blur:1.5)")]
    [InlineData("[blur:noise:1]")]
    [InlineData("blur AND noise")]
    [InlineData(Long)]
    public void Negative_prompts_are_read_in_the_same_way(string negative)
    {
        float[] plain = Assert.Single(Paint(Request("a red circle") with { NegativePrompt = "blur" }));

        float[] painted = Assert.Single(Paint(Request("a red circle") with { NegativePrompt = negative }));

        Assert.NotEqual(plain, painted);
    }

    [Theory]
    [InlineData(Precision.Autocast, "off", Long)]
    [InlineData(Precision.Autocast, "off", Long + " BREAK " + Long)]
    [InlineData(Precision.Full, "int8", Long)]
    public void Long_prompts_are_painted_alike_in_every_precision(Precision precision, string approximations, string prompt)
    {
        byte[] full = [.. Assert.Single(Paint(Request(prompt))).Select(Level)];

        byte[] painted = [.. Assert.Single(Paint(Request(prompt) with { Approximations = ApproximationText.Read(approximations) }, precision)).Select(Level)];

        double decibels = Compare.Decibels(full, painted);
        TestContext.Current.SendDiagnosticMessage($"{decibels:F1} dB");
        Assert.True(decibels >= Tolerances.ChaoticPictureDecibels, $"{decibels:F1} dB");
    }

    [Fact]
    public void What_is_not_supported_is_warned_of_once()
    {
        Paint(Request("<lora:x:0.8>a red circle", "<lora:x:0.8>a red circle"));

        Assert.Contains("<lora:x:0.8>: networks beside the model", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_prompts_are_not_cut_and_nothing_is_said_of_them()
    {
        Paint(Request(Long));

        Assert.Empty(_warnings);
    }

    [Fact]
    public void Weights_that_leave_nothing_are_refused_with_the_prompt()
    {
        GenerationException emphasis = Assert.Throws<GenerationException>(() => Paint(Request($"a (circle:{new string('9', 60)})")));
        GenerationException guidance = Assert.Throws<GenerationException>(() => Paint(Request("a circle:1000000")));

        Assert.Contains("leave no finite numbers of it. Write smaller ones: (word:1.3) is usual", emphasis.Message, StringComparison.Ordinal);
        Assert.Contains("The prompt 'a circle' has the weight 1000000", guidance.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (Pipeline pipeline in _pipelines.Values)
        {
            pipeline.Dispose();
        }
    }

    private static ImageRequest Request(params string[] prompts)
        => Pocket.Model.RequestFor("") with { Batches = [prompts], Syntax = PromptSyntax.Weighted, Width = 64, Height = 64, Steps = 4, Iterations = 1 };

    private static byte Level(float value) => (byte)Math.Clamp(Math.Round((value + 1) * 127.5), 0, 255);

    private float[][] Paint(ImageRequest request, Precision precision = Precision.Full)
    {
        bool int8 = request.Approximations.UsesInt8;
        if (!_pipelines.TryGetValue((precision, int8), out Pipeline? pipeline))
        {
            _pipelines[(precision, int8)] = pipeline = Pipeline.Open(Pocket.Model.Options with { Precision = precision, UsesInt8 = int8, Threads = 2 });
        }

        List<RunUpdate> updates = [.. pipeline.Run(request, TestContext.Current.CancellationToken)];
        _warnings.AddRange(updates.OfType<WarningUpdate>().Select(warning => warning.Message));
        return [.. updates.OfType<ImageUpdate>().Select(update => update.Unit)];
    }
}
