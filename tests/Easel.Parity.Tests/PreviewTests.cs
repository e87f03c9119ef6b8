using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Imaging;

namespace Easel.Parity.Tests;

/// <summary>How pictures look after each step: cheap, near what they become, and without a part in the run.</summary>
public sealed class PreviewTests(PreviewTests.OpenPocket opened) : IClassFixture<PreviewTests.OpenPocket>
{
    private static readonly string[] s_prompts = ["a yellow star in the night sky", "a red house in the desert", "a blue fish in the sea"];

    private readonly Pipeline _pipeline = opened.Pipeline;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<SamplerKind> Samplers() => [SamplerKind.Ddim, SamplerKind.Plms, SamplerKind.EulerAncestral, SamplerKind.UniPc];

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Looking_changes_no_byte(SamplerKind sampler)
    {
        ImageRequest request = Pocket.Model.RequestFor(s_prompts[0]) with { Steps = 4, Sampler = sampler, Width = 64, Height = 64 };
        int asked = 0;
        RunOptions looking = new() { TellsPreviews = true, WantsDecoded = _ => ++asked % 2 == 0 };

        List<RunUpdate> plain = [.. _pipeline.Run(request, Cancel)];
        List<RunUpdate> looked = [.. _pipeline.Run(request, looking, Cancel)];

        StepUpdate[] steps = [.. looked.OfType<StepUpdate>()];
        Assert.Equal(plain.OfType<StepUpdate>().SelectMany(step => step.Digests), steps.SelectMany(step => step.Digests));
        RunPositionTests.AssertSame(plain.OfType<ImageUpdate>(), looked.OfType<ImageUpdate>());
        Assert.Equal(steps.Length, asked);
        Assert.Equal(steps.Select((_, i) => i % 2), steps.Select(step => step.Decoded.Count));
        Assert.All(plain.OfType<StepUpdate>(), step => Assert.Empty(step.Previews));
    }

    [Fact]
    public void Each_picture_of_a_batch_is_seen_becoming_what_it_is()
    {
        ImageRequest request = Pocket.Model.RequestFor("") with { Batches = [s_prompts], Steps = 10 };

        List<RunUpdate> updates = [.. _pipeline.Run(request, new RunOptions { TellsPreviews = true, WantsDecoded = _ => true }, Cancel)];

        Image[] pictures = [.. updates.OfType<ImageUpdate>().Select(update => Image.FromUnit(update.Unit, update.Width, update.Height))];
        StepUpdate[] steps = [.. updates.OfType<StepUpdate>()];
        for (int i = 0; i < pictures.Length; i++)
        {
            // Channels of colour vary by 77 levels in such pictures; the fit is 28 levels off, as the model card says.
            double[] errors = [.. steps.Select(step => Distance(step.Previews[i], pictures[i]))];
            Assert.True(errors[^1] < 40, $"picture {i}: {errors[^1]:F1} levels in the end");
            Assert.True(errors[^1] < errors[0], $"picture {i}: {string.Join(", ", errors.Select(error => $"{error:F1}"))}");
            Assert.All(pictures.Where(other => other != pictures[i]), other => Assert.True(Distance(steps[^1].Previews[i], other) > errors[^1]));
            Assert.Equal(pictures[i].Pixels.ToArray(), steps[^1].Decoded[i].Pixels.ToArray());
        }
    }

    /// <summary>The root of the mean squared difference of a preview's pixels and the means of the pixels that they stand for.</summary>
    private static double Distance(Image preview, Image picture)
    {
        int cell = picture.Width / preview.Width;
        double sum = 0;
        for (int i = 0; i < preview.Pixels.Length; i++)
        {
            (int pixel, int colour) = Math.DivRem(i, 3);
            double mean = 0;
            for (int j = 0; j < cell * cell; j++)
            {
                int x = (pixel % preview.Width * cell) + (j % cell);
                int y = (pixel / preview.Width * cell) + (j / cell);
                mean += picture.Pixels.Span[(((y * picture.Width) + x) * 3) + colour] / (double)(cell * cell);
            }

            sum += (mean - preview.Pixels.Span[i]) * (mean - preview.Pixels.Span[i]);
        }

        return Math.Sqrt(sum / preview.Pixels.Length);
    }

    /// <summary>The model that comes with Easel.</summary>
    public sealed class OpenPocket : IDisposable
    {
        internal Pipeline Pipeline { get; } = Pipeline.Open(Pocket.Model.Options with { Threads = 2 });

        public void Dispose() => Pipeline.Dispose();
    }
}
