using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Tensors;
using Easel.Tensors.Memory;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Runs that begin with a picture, by the engine itself.</summary>
public sealed class InitialPictureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void The_engine_paints_what_the_original_img2img_painted()
    {
        string recorded = Goldens.Path("tiny-sd/e2e-img2img/img2img");
        using var pipeline = Pipeline.Open(Tiny);

        Image[] painted = Paint(pipeline, Request with
        {
            Steps = 10,
            Iterations = 2,
            Initial = new InitialPicture(Init) { Strength = 0.5 },
        });

        Assert.Equal(2, painted.Length);
        for (int i = 0; i < painted.Length; i++)
        {
            Compare.Pictures($"img2img/{i}", PngFile.Load(Path.Combine(recorded, "samples", $"{i:D5}.png")).Image, painted[i]);
        }
    }

    [Theory]
    [InlineData(SamplerKind.Ddim)]
    [InlineData(SamplerKind.Plms)]
    [InlineData(SamplerKind.DpmSolver)]
    public void Strength_is_the_share_of_the_steps_and_what_is_left_of_the_picture(SamplerKind sampler)
    {
        using var pipeline = Pipeline.Open(Pocket.Model.Options with { Precision = Precision.Full, Threads = 2, ReadsPictures = true });
        Image moon = Paint(pipeline, Request with { Batches = [["a yellow moon in the night sky"]], Steps = 10 })[0];

        (double Distance, int Steps)[] made = [.. new[] { 0, 0.2, 1 }.Select(PaintAt)];

        Assert.Equal([0, 2, 10], made.Select(each => each.Steps));
        Assert.True(made[0].Distance < made[1].Distance && made[1].Distance < made[2].Distance / 2, $"{made[0]}, {made[1]} and {made[2]}");

        (double, int) PaintAt(double strength)
        {
            ImageRequest request = Request with { Batches = [["a red heart"]], Sampler = sampler, Steps = 10, Initial = new InitialPicture(moon) { Strength = strength } };
            RunUpdate[] updates = [.. pipeline.Run(request, TestContext.Current.CancellationToken)];
            ImageUpdate image = updates.OfType<ImageUpdate>().Single();
            return (Distance(moon, Image.FromUnit(image.Unit, image.Width, image.Height)), updates.OfType<StepUpdate>().Count());
        }
    }

    [Theory]
    [InlineData(SamplerKind.Ddim)]
    [InlineData(SamplerKind.DpmSolver)]
    public void What_the_mask_keeps_has_the_pictures_own_pixels(SamplerKind sampler)
    {
        using var pipeline = Pipeline.Open(Tiny);
        GrayImage mask = LeftHalf(painted: 255);

        Image painted = Paint(pipeline, Request with { Sampler = sampler, Initial = new InitialPicture(Init) { Strength = 1, Mask = mask } })[0];

        ReadOnlySpan<byte> pixels = painted.Pixels.Span;
        ReadOnlySpan<byte> wanted = Init.Pixels.Span;
        int changed = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            Assert.True(mask.Pixels.Span[i / 3] > 0 || pixels[i] == wanted[i], $"value {i} of what is kept is {pixels[i]}, in the picture {wanted[i]}");
            changed += pixels[i] == wanted[i] ? 0 : 1;
        }

        Assert.True(changed > pixels.Length / 4, $"only {changed} of {pixels.Length} values were painted");
    }

    [Fact]
    public void A_picture_of_several_seeds_is_the_one_that_its_seed_paints_alone()
    {
        using var pipeline = Pipeline.Open(Tiny);
        ImageRequest request = Request with { Seed = 5, Iterations = 3, HasSeedPerIteration = true, Initial = new InitialPicture(Init) };

        Image[] together = Paint(pipeline, request);
        Image alone = Paint(pipeline, request with { Seed = 7, Iterations = 1 })[0];

        Assert.Equal(alone.Pixels.ToArray(), together[2].Pixels.ToArray());
        Assert.NotEqual(together[1].Pixels.ToArray(), together[2].Pixels.ToArray());
    }

    [Fact]
    public void The_picture_is_read_once_for_all_seeds()
    {
        using var pipeline = Pipeline.Open(Tiny);
        int read = 0;
        pipeline.Device.Observer = (name, _) => read += name.EndsWith("encoder.conv_in", StringComparison.Ordinal) ? 1 : 0;

        Paint(pipeline, Request with { Iterations = 3, HasSeedPerIteration = true, Initial = new InitialPicture(Init) });

        Assert.Equal(1, read);
    }

    [Fact]
    public void A_model_for_inpainting_that_does_not_look_at_the_mask_paints_as_the_model_without()
    {
        using var plain = Pipeline.Open(Tiny);
        using var inpainting = Pipeline.Open(Tiny with { Checkpoint = WriteWithNineInputs(), Config = WriteConfig() });
        GrayImage everything = new(64, 64, [.. Enumerable.Repeat((byte)255, 64 * 64)]);

        Image wanted = Paint(plain, Request)[0];

        Assert.Equal(wanted.Pixels.ToArray(), Paint(inpainting, Request)[0].Pixels.ToArray());
        ImageRequest masked = Request with { Initial = new InitialPicture(Init) { Strength = 1, Mask = everything } };
        Assert.Equal(Paint(plain, masked)[0].Pixels.ToArray(), Paint(inpainting, masked)[0].Pixels.ToArray());
    }

    [Theory]
    [InlineData("A strength of 1.5 was asked for; 0, which leaves the picture as it is, to 1 can be.", 1.5, 64, 64, false)]
    [InlineData("The initial picture has 64 x 64 pixels, but the request 64 x 72; they must be the same.", 1, 72, 64, false)]
    [InlineData("The mask has 32 x 64 pixels, but the request 64 x 64; they must be the same.", 1, 64, 32, true)]
    [InlineData("The mask is black all over, so nothing would be painted. White is painted anew.", 1, 64, 64, true)]
    public void What_a_run_cannot_begin_with_is_refused(string said, double strength, int height, int maskWidth, bool masked)
    {
        using var pipeline = Pipeline.Open(Tiny);
        GrayImage? mask = masked ? new(maskWidth, 64, new byte[maskWidth * 64]) : null;

        GenerationException error = Assert.Throws<GenerationException>(
            () => Paint(pipeline, Request with { Height = height, Initial = new InitialPicture(Init) { Strength = strength, Mask = mask } }));

        Assert.Equal(said, error.Message);
    }

    [Fact]
    public void A_pipeline_that_was_opened_for_text_alone_says_so_when_it_gets_a_picture()
    {
        using var pipeline = Pipeline.Open(Tiny with { ReadsPictures = false });

        GenerationException error = Assert.Throws<GenerationException>(() => Paint(pipeline, Request with { Initial = new InitialPicture(Init) }));

        Assert.Contains("PipelineOptions.ReadsPictures", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static PipelineOptions Tiny => new()
    {
        Checkpoint = Goldens.Path("tiny-sd/model.ckpt"),
        Config = Goldens.Path("tiny-sd/v1-tiny-inference.yaml"),
        Vocabulary = Goldens.Path("bpe_simple_vocab_16e6.txt.gz"),
        Precision = Precision.Full,
        Threads = 2,
        ReadsPictures = true,
    };

    /// <summary>One small picture in few steps.</summary>
    private static ImageRequest Request => new() { Batches = [["a fantasy landscape"]], Steps = 4, GuidanceScale = 5, Width = 64, Height = 64 };

    private static Image Init { get; } = PngFile.Load(Goldens.Path("tiny-sd/e2e-img2img/img2img/init.png")).Image;

    private static Image[] Paint(Pipeline pipeline, ImageRequest request)
        => [.. pipeline.Run(request, TestContext.Current.CancellationToken).OfType<ImageUpdate>().Select(update => Image.FromUnit(update.Unit, update.Width, update.Height))];

    private static double Distance(Image x, Image y) => x.Pixels.ToArray().Zip(y.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average();

    /// <summary>White up to the middle of a latent's place, black behind.</summary>
    private static GrayImage LeftHalf(byte painted) => new(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => i % 64 < 35 ? painted : (byte)0)]);

    /// <summary>tiny-sd with a UNet that takes five channels more, and makes nothing of them.</summary>
    private string WriteWithNineInputs()
    {
        string path = _folder.PathOf("inpainting.ckpt");
        using var checkpoint = Checkpoint.Open(Goldens.Path("tiny-sd/model.ckpt"));
        using FileStream stream = File.Create(path);
        TorchZipWriter writer = new(stream);
        foreach ((string name, HostTensor tensor) in checkpoint.Tensors.Where(entry => entry.Value.Shape.Count > 0))
        {
            bool isFirst = name == "model.diffusion_model.input_blocks.0.0.weight";
            Shape shape = isFirst ? [tensor.Shape[0], 9, 3, 3] : tensor.Shape;
            float[] all = tensor.ToArray();
            writer.Add(name, shape, (first, values) =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    (long output, long input) = Math.DivRem(first + i, 9 * 9);
                    values[i] = !isFirst ? all[first + i] : input < 4 * 9 ? all[(output * 4 * 9) + input] : 0;
                }
            });
        }

        writer.Complete();
        return path;
    }

    private string WriteConfig()
    {
        string path = _folder.PathOf("inpainting.yaml");
        string config = File.ReadAllText(Goldens.Path("tiny-sd/v1-tiny-inference.yaml"));
        Assert.Contains("in_channels: 4", config, StringComparison.Ordinal);
        File.WriteAllText(path, config.Replace("in_channels: 4", "in_channels: 9", StringComparison.Ordinal));
        Directory.CreateDirectory(_folder.PathOf("clip"));
        File.Copy(Goldens.Path("tiny-sd/clip/config.json"), _folder.PathOf("clip/config.json"));
        return path;
    }
}
