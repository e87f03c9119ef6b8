using Easel.Cuda.Products;
using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Tests.Products;

/// <summary>Convolutions on the card against those of the processor.</summary>
public sealed class ConvolutionTests
{
    public static TheoryData<int[], int, int, int, int, int> Cases => new()
    {
        // batch, height, width, inputs; outputs; kernel; stride; padding before, after
        { [1, 5, 7, 4], 32, 3, 1, 1, 1 },
        { [2, 9, 6, 40], 24, 3, 2, 1, 1 },
        { [1, 8, 8, 72], 168, 3, 1, 1, 1 },
        { [1, 6, 10, 16], 48, 3, 2, 0, 1 },
        { [2, 4, 3, 24], 40, 1, 1, 0, 0 },
        { [3, 1, 1, 64], 64, 3, 1, 1, 1 },
        { [1, 12, 5, 32], 3, 3, 1, 1, 1 },
        { [1, 3, 3, 5], 6, 3, 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_convolution_is_that_of_the_processor(int[] shape, int outputs, int kernel, int stride, int before, int after)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device => Convolve(device, Shape.Of(shape), outputs, kernel, stride, before, after));
        }
    }

    public static TheoryData<int> Tiles => [.. Enumerable.Range(0, ProductTile.All.Count)];

    [Theory, MemberData(nameof(Tiles))]
    public void Every_tile_makes_the_same_convolution_whole_and_in_parts(int tile)
    {
        foreach (ProductPlan plan in JoinTests.Plans(tile, blocks: 9, splits: 2))
        {
            Numbers.AssertSame(Precision.Autocast, device => Convolve(device, [2, 7, 11, 40], 88, 3, 1, 1, 1), card => card.Planner = _ => plan);
        }
    }

    [Theory, InlineData(Halo.Above), InlineData(Halo.Below), InlineData(Halo.Above | Halo.Below)]
    public void A_band_sees_its_neighbours(Halo halo)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device =>
            {
                using ConvolutionWeights weights = Prepare(device, 24, 32, 3, 1, 1, 1);
                return device.Convolve(device.Upload(Numbers.Random(6 * 5 * 24, 1), [1, 6, 5, 24]), weights, halo: halo);
            });
        }
    }

    [Fact]
    public void A_band_that_is_halved_sees_the_row_below()
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device =>
            {
                using ConvolutionWeights weights = Prepare(device, 24, 32, 3, 2, 0, 1);
                return device.Convolve(device.Upload(Numbers.Random(9 * 5 * 24, 1), [1, 9, 5, 24]), weights, halo: Halo.Below);
            });
        }
    }

    [Theory, InlineData(2, 5, 3, 10, 6), InlineData(1, 5, 3, 9, 6), InlineData(1, 4, 4, 8, 8)]
    public void Upsampling_may_be_part_of_a_convolution(int batch, int height, int width, int toHeight, int toWidth)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device =>
            {
                using ConvolutionWeights weights = device.PrepareConvolution(
                    "layer", Numbers.Weight("w", [56, 40, 3, 3], 2), Numbers.Weight("b", [56], 3), stride: 1, padBefore: 1, padAfter: 1, followsUpsampling: true);
                Tensor x = device.Upload(Numbers.Random(batch * height * width * 40, 1), [batch, height, width, 40]);
                Tensor shift = device.Upload(Numbers.Random(batch * 56, 4), [batch, 56]);
                Tensor residual = device.Upload(Numbers.Random(batch * toHeight * toWidth * 56, 5), [batch, toHeight, toWidth, 56]);
                return device.UpsampleAndConvolve(x, toHeight, toWidth, weights, new Epilogue(shift, Activation.Silu, residual));
            });
        }
    }

    private static ConvolutionWeights Prepare(Device device, int inputs, int outputs, int kernel, int stride, int before, int after)
        => device.PrepareConvolution("layer", Numbers.Weight("w", [outputs, inputs, kernel, kernel], 2), Numbers.Weight("b", [outputs], 3), stride, before, after);

    private static Tensor Convolve(Device device, Shape x, int outputs, int kernel, int stride, int before, int after)
    {
        using ConvolutionWeights weights = Prepare(device, x[3], outputs, kernel, stride, before, after);
        return device.Convolve(device.Upload(Numbers.Random(x.Count, 1), x), weights);
    }
}
