using Easel.Cuda.Products;
using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda.Tests.Products;

/// <summary>Matrix products on the card against those of the processor.</summary>
public sealed class LinearTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 8, 8 },
        { 2, 320, 40 },
        { 7, 48, 33 },
        { 9, 64, 16 },
        { 65, 72, 100 },
        { 130, 136, 168 },
        { 20, 12, 20 },
        { 3, 5, 7 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void A_product_is_that_of_the_processor(int rows, int inputs, int outputs)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device => Multiply(device, [rows, inputs], outputs, bias: true));
        }
    }

    public static TheoryData<int> Tiles => [.. Enumerable.Range(0, ProductTile.All.Count)];

    [Theory, MemberData(nameof(Tiles))]
    public void Every_tile_makes_the_same_product_whole_and_in_parts(int tile)
    {
        const int Depth = 392; // six steps and an eighth
        foreach (ProductPlan plan in JoinTests.Plans(tile, blocks: 7, splits: 3))
        {
            Numbers.AssertSame(Precision.Autocast, device => Multiply(device, [2, 70, Depth], 176, bias: true), card => card.Planner = _ => plan);
        }
    }

    [Fact]
    public void Gates_multiply_values()
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            Numbers.AssertSame(precision, device => Gated(device, rows: 67, inputs: 64, outputs: 88));
            Numbers.AssertSame(precision, device => Gated(device, rows: 3, inputs: 24, outputs: 10));
        }
    }

    [Theory, InlineData(Activation.Silu), InlineData(Activation.Gelu), InlineData(Activation.QuickGelu)]
    public void Sums_are_shifted_activated_and_added_to(Activation activation)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            foreach ((int batch, int tokens, int outputs) in ((int, int, int)[])[(2, 35, 64), (3, 1, 24), (2, 33, 30)])
            {
                Numbers.AssertSame(precision, device =>
                {
                    using LinearWeights weights = device.PrepareLinear("layer", Numbers.Weight("w", [outputs, 80], 2), Numbers.Weight("b", [outputs], 3));
                    Tensor x = device.Upload(Numbers.Random(batch * tokens * 80, 1), [batch, tokens, 80]);
                    Tensor shift = device.Upload(Numbers.Random(batch * outputs, 4), [batch, outputs]);
                    Tensor residual = device.Upload(Numbers.Random(batch * tokens * outputs, 5), [batch, tokens, outputs]);
                    return device.Linear(x, weights, new Epilogue(shift, activation, residual));
                });
            }
        }
    }

    [Fact]
    public void Few_results_are_floats_in_every_precision()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        Assert.Equal(ElementType.Float32, Multiply(card, [70, 64], 4, bias: true).Type);
        Assert.Equal(ElementType.Float16, Multiply(card, [70, 64], 16, bias: true).Type);
        Numbers.AssertSame(Precision.Autocast, device => Multiply(device, [70, 64], 4, bias: true));
    }

    private static Tensor Multiply(Device device, Shape x, int outputs, bool bias)
    {
        using LinearWeights weights = device.PrepareLinear("layer", Numbers.Weight("w", [outputs, x[^1]], 2), bias ? Numbers.Weight("b", [outputs], 3) : null);
        return device.Linear(device.Upload(Numbers.Random(x.Count, 1), x), weights);
    }

    private static Tensor Gated(Device device, int rows, int inputs, int outputs)
    {
        using LinearWeights weights = device.PrepareLinear("layer", Numbers.Weight("w", [2 * outputs, inputs], 2), Numbers.Weight("b", [2 * outputs], 3), gated: true);
        return device.Linear(device.Upload(Numbers.Random(rows * inputs, 1), [1, rows, inputs]), weights);
    }
}
