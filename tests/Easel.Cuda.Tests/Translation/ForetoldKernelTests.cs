using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Translation;

/// <summary>What is translated before it is wanted, against what a run wants.</summary>
public sealed class ForetoldKernelTests
{
    private const int Few = 4;
    private const int Many = 16;

    [Theory]
    [InlineData(Precision.Autocast, 9, 0, 132, 227)] // H100
    [InlineData(Precision.Autocast, 8, 0, 108, 163)] // A100
    [InlineData(Precision.Autocast, 8, 9, 128, 99)] // RTX 4090
    [InlineData(Precision.Autocast, 8, 6, 28, 99)] // RTX 3060
    [InlineData(Precision.Full, 9, 0, 132, 227)]
    public void A_run_of_Stable_Diffusion_v1_wants_nothing_that_was_not_foretold(Precision precision, int major, int minor, int multiprocessors, int kibibytes)
    {
        CardProperties card = Card(major, minor, multiprocessors, kibibytes);

        KernelName[] wanted = UsualRun.Kernels(precision, card);

        IReadOnlyList<KernelName> foretold = ForetoldKernels.For(precision, card, Few);
        Assert.True(!wanted.Except(foretold).Any(), $"Not foretold: {Show(wanted.Except(foretold))}. All: {Show(wanted)}.");

        // On other cards, what is foretold is what any of them wants.
        bool isOne = (major, minor) == (9, 0);
        Assert.True(!isOne || !foretold.Except(wanted).Any(), $"Foretold, and not wanted: {Show(foretold.Except(wanted))}.");
    }

    [Theory, InlineData(Precision.Full), InlineData(Precision.Autocast)]
    public void What_a_pipeline_wants_around_its_networks_was_foretold(Precision precision)
    {
        CardProperties card = Card(9, 0, 132, 227);

        KernelName[] wanted = UsualRun.KernelsAroundNetworks(precision, card);

        Assert.NotEmpty(wanted);
        Assert.True(!wanted.Except(ForetoldKernels.For(precision, card, Few)).Any(), $"Not foretold: {Show(wanted.Except(ForetoldKernels.For(precision, card, Few)))}. All: {Show(wanted)}.");
    }

    [Theory, InlineData(Precision.Full, 9), InlineData(Precision.Full, 8), InlineData(Precision.Autocast, 9), InlineData(Precision.Autocast, 8)]
    public void Every_kernel_that_is_foretold_is_there_and_for_the_card(Precision precision, int major)
    {
        CardProperties card = Card(major, 0, 132, 227);

        IReadOnlyList<KernelName> foretold = ForetoldKernels.For(precision, card, Many);

        Assert.Equal(foretold.Distinct(), foretold);
        Assert.All(foretold, kernel => Assert.NotEmpty(new PtxFile(kernel.File).Only(kernel.Name)));
        Assert.All(foretold, kernel => Assert.True(KernelLibrary.IsFor(kernel.File, card), kernel.Name));
    }

    [Fact]
    public void With_many_threads_what_other_sizes_want_comes_last()
    {
        CardProperties card = Card(9, 0, 132, 227);

        IReadOnlyList<KernelName> few = ForetoldKernels.For(Precision.Autocast, card, Few);
        IReadOnlyList<KernelName> many = ForetoldKernels.For(Precision.Autocast, card, Many);

        Assert.Equal(few, many.Take(few.Count));
        Assert.Contains(new KernelName("product_90a", "product_90a_128x80"), many);
        Assert.DoesNotContain(many, kernel => kernel.File == "product_large");
    }

    private static CardProperties Card(int major, int minor, int multiprocessors, int kibibytes)
        => new InterpretingDriver().Properties with { Capability = (major, minor), Multiprocessors = multiprocessors, SharedMemoryPerBlock = kibibytes << 10 };

    private static string Show(IEnumerable<KernelName> kernels) => string.Join(", ", kernels.Select(kernel => $"{kernel.File}:{kernel.Name}"));
}
