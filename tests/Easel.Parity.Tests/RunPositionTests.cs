using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Tensors;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Parts of runs give the bytes that they have in the whole: runs that go on elsewhere, pictures painted alone, batches in groups.</summary>
public sealed class RunPositionTests(RunPositionTests.TwoPipelines pipelines) : IClassFixture<RunPositionTests.TwoPipelines>
{
    private readonly Pipeline _pipeline = pipelines.First;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Requests() => [.. All.Keys];

    private static readonly ImageRequest s_plain = new() { Batches = [["a red fox", "a lighthouse", "a boat"]], Width = 72, Height = 32, Steps = 4, Iterations = 2 };

    /// <summary>Of all kinds, with what makes the way to a picture differ.</summary>
    internal static readonly IReadOnlyDictionary<string, ImageRequest> All = new Dictionary<string, ImageRequest>
    {
        ["ddim with eta, several batches"] = s_plain with { Eta = 0.5, Batches = [["a red fox", "a lighthouse"], ["a boat"]], NoiseBatch = 2 },
        ["plms"] = s_plain with { Sampler = SamplerKind.Plms, FixedStart = true },
        ["euler a of numpy's noise"] = s_plain with { Sampler = SamplerKind.EulerAncestral, Noise = NoiseKind.Numpy },
        ["sde of a card's noise"] = s_plain with { Sampler = SamplerKind.DpmPlusPlusSde, Noise = NoiseKind.Cuda, HasSeedPerIteration = true },
        ["unipc"] = s_plain with { Sampler = SamplerKind.UniPc, HasSeedPerIteration = true },
        ["weighted prompts"] = s_plain with { Syntax = PromptSyntax.Weighted, Batches = [["a [red:blue:0.5] fox", "a (boat:1.3) AND a cat"]], Sampler = SamplerKind.DpmPlusPlus2M },
        ["reused features"] = s_plain with { Steps = 6, Approximations = ApproximationChoice.None with { ReuseEvery = 3 }, Iterations = 1 },
        ["from a picture with a mask"] = s_plain with { Eta = 1, Initial = new InitialPicture(Gradient(72, 32)) { Mask = LeftHalf(72, 32), Strength = 0.75 } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Exactness_survives_going_on_from_any_position_with_the_model_opened_again(string name)
    {
        ImageRequest request = All[name];
        List<RunUpdate> whole = [.. _pipeline.Run(request, new RunOptions { TellsPositions = true }, Cancel)];
        StepUpdate[] steps = [.. whole.OfType<StepUpdate>()];
        ImageUpdate[] pictures = [.. whole.OfType<ImageUpdate>()];
        Assert.Equal(request.Iterations * request.Batches.Sum(batch => batch.Count), pictures.Length);
        Pipeline other = pipelines.Second;

        foreach (StepUpdate step in Chosen(steps))
        {
            RunPosition position = Written(step.Position!);
            List<RunUpdate> rest = [.. other.Run(request, new RunOptions { From = position }, Cancel)];

            Assert.Equal(steps.SkipWhile(one => one != step).Skip(1).SelectMany(one => one.Digests), rest.OfType<StepUpdate>().SelectMany(one => one.Digests));
            AssertSame(pictures[^rest.OfType<ImageUpdate>().Count()..], rest.OfType<ImageUpdate>());
        }

        RunPosition last = steps[^1].Position!;
        Assert.DoesNotContain(other.Run(request, new RunOptions { From = last with { Done = last.Count } }, Cancel), update => update is not WarningUpdate);
        AssertSame(pictures[^1..], other.Run(request, new RunOptions { From = last with { Done = last.Count - 1 } }, Cancel).OfType<ImageUpdate>());
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Exactness_survives_painting_a_batch_in_groups_and_each_picture_alone(string name)
    {
        ImageRequest request = All[name];
        ImageUpdate[] pictures = [.. _pipeline.Run(request, Cancel).OfType<ImageUpdate>()];

        AssertSame(pictures, _pipeline.Run(request, new RunOptions { PicturesAtOnce = 2 }, Cancel).OfType<ImageUpdate>());
        foreach (ImageUpdate picture in pictures)
        {
            RunOptions alone = new() { Only = new PictureOfRun(picture.Iteration, picture.Batch, picture.Index, picture.Begun) };
            AssertSame([picture], _pipeline.Run(request, alone, Cancel).OfType<ImageUpdate>());
        }
    }

    [Fact]
    public void Positions_of_other_runs_are_refused()
    {
        RunPosition position = _pipeline.Run(s_plain, new RunOptions { TellsPositions = true }, Cancel).OfType<StepUpdate>().First().Position!;

        AssertRefused("its latent is [3, 4, 9, 4], and the request's are [3, 4, 10, 4]", s_plain with { Width = 80 }, position);
        AssertRefused("its noise is Torch of the seed 42, and the request's Torch of 43", s_plain with { Seed = 43 }, position);
        AssertRefused("its noise is Torch of the seed 42, and the request's Numpy of 42", s_plain with { Noise = NoiseKind.Numpy }, position);
        AssertRefused("picture 2 of batch 0, iteration 1, and the request has 1 iterations of 1 batches", s_plain with { Iterations = 1 }, position with { Iteration = 1 });
        AssertRefused("it is 1 steps behind the 1th of 4", s_plain, position with { Done = 1 });
    }

    [Fact]
    public void A_damaged_position_is_no_position()
    {
        byte[] bytes = Bytes(_pipeline.Run(s_plain with { Iterations = 1 }, new RunOptions { TellsPositions = true }, Cancel).OfType<StepUpdate>().Last().Position!);

        Assert.All(Enumerable.Range(0, 200), length => Assert.Throws<FormatException>(() => PositionFormat.Read(bytes.AsSpan(0, length))));
        Assert.Throws<FormatException>(() => PositionFormat.Read(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Throws<FormatException>(() => PositionFormat.Read([.. bytes, 0]));
    }

    /// <summary>Of each batch one step or two, another ones in each, and the last of all; with EASEL_TEST_MATRIX=full every one.</summary>
    internal static IEnumerable<StepUpdate> Chosen(StepUpdate[] steps) => SameBytes.SameBytesTests.IsFull ? steps : steps.Where((step, i) => i % 3 == 1 || step == steps[^1]);

    private void AssertRefused(string why, ImageRequest request, RunPosition position)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => _pipeline.Run(request, new RunOptions { From = position }, Cancel));
        Assert.Equal($"A position in another run was given: {why}.", error.Message);
    }

    internal static void AssertSame(IEnumerable<ImageUpdate> expected, IEnumerable<ImageUpdate> actual)
    {
        ImageUpdate[] found = [.. actual];
        Assert.Equal(expected.Select(picture => (picture.Iteration, picture.Batch, picture.Index, picture.Prompt)), found.Select(picture => (picture.Iteration, picture.Batch, picture.Index, picture.Prompt)));
        foreach ((ImageUpdate one, ImageUpdate other) in expected.Zip(found))
        {
            Assert.Equal(one.Digests!.Latents, other.Digests!.Latents);
            Assert.Equal(one.Digests.Decoded, other.Digests.Decoded);
            Assert.Equal(one.Unit, other.Unit);
            Assert.Equal(one.Begun, other.Begun);
        }
    }

    /// <summary>A position, written down and read again.</summary>
    private static RunPosition Written(RunPosition position) => PositionFormat.Read(Bytes(position));

    private static byte[] Bytes(RunPosition position)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        PositionFormat.Write(writer, position);
        return stream.ToArray();
    }

    private static Image Gradient(int width, int height) => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 7 / 13))]);

    private static GrayImage LeftHalf(int width, int height) => new(width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)(i % width < width / 2 ? 255 : 0))]);

    internal static Pipeline Open() => Pipeline.Open(new PipelineOptions
    {
        Checkpoint = Goldens.Path("micro-sd", "model.ckpt"),
        Config = Goldens.Path("micro-sd", "v1-micro-inference.yaml"),
        Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
        Precision = Precision.Full,
        Threads = 2,
        ReadsPictures = true,
    });

    /// <summary>The same model, opened twice.</summary>
    public sealed class TwoPipelines : IDisposable
    {
        internal Pipeline First { get; } = Open();

        internal Pipeline Second { get; } = Open();

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
