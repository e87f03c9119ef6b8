using Easel.Cuda.Driver;
using Easel.Cuda.Products;
using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Products;

/// <summary>The parts of a split depth, joined without a launch of their own.</summary>
public sealed class JoinTests
{
    private const int Rows = 70;
    private const int Depth = 520; // eight steps and an eighth
    private const int Blocks = 9;

    private static readonly string[] s_tiles = ["product_64x80", "product_128x16", "product_90a_64x160", "product_90a_shared_64x80"];

    public static TheoryData<int> Tiles => [.. s_tiles.Select(name => ProductTile.All.Index().Single(tile => tile.Item.Kernel(false) == name).Index)];

    /// <summary>A tile's plans of a depth: whole, and in parts that are joined in each way it knows.</summary>
    internal static IEnumerable<ProductPlan> Plans(int tile, int blocks, int splits)
    {
        ProductTile own = ProductTile.All[tile];
        int each = (blocks + splits - 1) / splits;
        return [new(own, 1, blocks), new(own, splits, each), new(own, splits, each, own.OwnJoin)];
    }

    [Theory, MemberData(nameof(Tiles))]
    public void Sums_are_finished_once_they_are_whole(int tile)
    {
        foreach (int outputs in (int[])[72, 30])
        {
            foreach (ProductPlan plan in Plans(tile, Blocks, splits: 4))
            {
                Numbers.AssertSame(
                    Precision.Autocast,
                    device =>
                    {
                        using LinearWeights weights = Weights(device, outputs);
                        Tensor shift = device.Upload(Numbers.Random(2 * outputs, 4), [2, outputs]);
                        Tensor residual = device.Upload(Numbers.Random(2L * Rows * outputs, 5), [2, Rows, outputs]);
                        return device.Linear(Inputs(device, 2), weights, new Epilogue(shift, Activation.Silu, residual));
                    },
                    card => card.Planner = _ => plan);
            }
        }
    }

    [Theory, MemberData(nameof(Tiles))]
    public void Gates_and_the_four_kernels_of_upsampling_may_be_in_parts(int tile)
    {
        foreach (ProductPlan plan in Plans(tile, blocks: 4, splits: 2))
        {
            Numbers.AssertSame(
                Precision.Autocast,
                device =>
                {
                    using LinearWeights weights = device.PrepareLinear("layer", Numbers.Weight("w", [176, 200], 2), Numbers.Weight("b", [176], 3), gated: true);
                    return device.Linear(device.Upload(Numbers.Random(Rows * 200, 1), [1, Rows, 200]), weights);
                },
                card => card.Planner = _ => plan);
            Numbers.AssertSame(
                Precision.Autocast,
                device =>
                {
                    using ConvolutionWeights weights = device.PrepareConvolution("layer", Numbers.Weight("w", [40, 24, 3, 3], 2), null, 1, 1, 1, followsUpsampling: true);
                    return device.UpsampleAndConvolve(device.Upload(Numbers.Random(2 * 5 * 3 * 24, 1), [2, 5, 3, 24]), 10, 6, weights);
                },
                card => card.Planner = _ => plan);
        }
    }

    [Theory, MemberData(nameof(Tiles))]
    public void Whoever_comes_last_the_bits_are_the_same(int tile)
    {
        const int Splits = 5;
        ProductTile own = ProductTile.All[tile];
        List<float[]> results = [];
        foreach (PartsJoin join in (PartsJoin[])[PartsJoin.Launch, own.OwnJoin])
        {
            InterpretingDriver driver = new();
            using CudaDevice card = new(driver, 0, Precision.Autocast) { Planner = _ => new(own, Splits, 2, join) };
            using LinearWeights weights = Weights(card, 88);
            int tiles = ((2 * Rows + own.Rows - 1) / own.Rows) * ((88 + own.Columns - 1) / own.Columns);
            for (int last = 0; last < Splits; last++)
            {
                // Whole parts are a row of the grid behind the tiles.
                driver.FirstBlock = join == PartsJoin.LastBlock ? (last + 1) % Splits * tiles : last % tiles;
                using Scope scope = card.BeginScope();
                results.Add(Numbers.Read(card.Linear(Inputs(card, 2), weights)));
            }
        }

        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Theory, MemberData(nameof(Tiles))]
    public void A_recording_may_be_launched_again_and_again(int tile)
    {
        ProductTile own = ProductTile.All[tile];
        using CudaDevice card = Cards.Open(Precision.Autocast);
        card.Planner = _ => new(own, 3, 3, own.OwnJoin);
        using LinearWeights weights = Weights(card, 88);
        using LinearWeights square = Weights(card, Depth);
        using RepeatedWork repeated = card.Repeat(inputs => card.Linear(card.Linear(inputs[0], square), weights));
        List<float[]> results = [];
        for (int call = 0; call < 4; call++)
        {
            using Scope scope = card.BeginScope();
            results.Add(Numbers.Read(repeated.Run(Inputs(card, 1))));
        }

        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void A_plan_adds_parts_as_it_is_told()
    {
        CardProperties hopper = new InterpretingDriver().Properties;
        CardProperties ampere = hopper with { Capability = (8, 0), Multiprocessors = 108, SharedMemoryPerBlock = 163 << 10 };
        foreach ((CardProperties card, PartsJoin join) in ((CardProperties, PartsJoin)[])[(hopper, PartsJoin.Launch), (hopper, PartsJoin.Cluster), (ampere, PartsJoin.Launch), (ampere, PartsJoin.LastBlock)])
        {
            ProductPlan plan = ProductPlan.For(512, 1280, 9 * 1280, 1, card, join);

            Assert.Equal(join, plan.Join);
            Assert.True(plan.Splits > 1);
        }

        Assert.All(ProductPlan.Candidates(128, 1280, 9 * 1280, 1, ampere), candidate => Assert.NotEqual(PartsJoin.Cluster, candidate.Plan.Join));
    }

    [Fact]
    public void A_tile_that_knows_no_clusters_is_not_asked_for_them()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        card.Planner = _ => new(ProductTile.All.First(tile => tile.OwnJoin == PartsJoin.LastBlock), 3, 3, PartsJoin.Cluster);
        using LinearWeights weights = Weights(card, 88);

        Assert.Throws<InvalidOperationException>(() => card.Linear(Inputs(card, 1), weights));
    }

    [Fact]
    public void A_plan_does_not_choose_clusters_that_the_card_has_no_room_for()
    {
        CardProperties hopper = new InterpretingDriver().Properties;

        ProductPlan roomy = ProductPlan.For(512, 1280, 9 * 1280, 1, hopper, clustersAtOnce: (_, blocks) => 132 / blocks);
        ProductPlan narrow = ProductPlan.For(512, 1280, 9 * 1280, 1, hopper, clustersAtOnce: (_, _) => 1);
        ProductPlan none = ProductPlan.For(512, 1280, 9 * 1280, 1, hopper, clustersAtOnce: (_, _) => 0);

        Assert.Equal((PartsJoin.Cluster, PartsJoin.Launch, PartsJoin.Launch), (roomy.Join, narrow.Join, none.Join));
    }

    private static Tensor Inputs(Device device, int batch) => device.Upload(Numbers.Random((long)batch * Rows * Depth, 1), [batch, Rows, Depth]);

    private static LinearWeights Weights(Device device, int outputs)
        => device.PrepareLinear("layer", Numbers.Weight("w", [outputs, Depth], 2), Numbers.Weight("b", [outputs], 3));
}
