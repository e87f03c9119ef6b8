using System.Diagnostics;
using Easel.Cuda;
using Easel.Cuda.Attention;
using Easel.Cuda.Products;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Benchmarks.Gpu;

/// <summary>The layers of Stable Diffusion v1's UNet one by one, at 512x512 with guidance. Weights rotate among copies, so that they come from memory as in a step.</summary>
internal static class GpuKernels
{
    private const long RotatedBytes = 160L << 20;
    private const int MostCopies = 24;
    private const int FewestRepeats = 8;

    // What is for all widths is no match.
    private static readonly string[] s_attentionFiles = ["attention", "attention_90a"];

    // Plans that take longer are not chosen, whatever their expectation.
    private const double MostOfBest = 1.3;

    private static readonly (int Side, int Inputs, int Outputs, bool Halves, bool Doubles)[] s_convolutions =
    [
        (64, 320, 320, false, false), (64, 640, 320, false, false), (64, 960, 320, false, false), (64, 320, 320, true, false),
        (32, 320, 640, false, false), (32, 640, 640, false, false), (32, 960, 640, false, false), (32, 1280, 640, false, false), (32, 1920, 640, false, false), (32, 640, 640, true, false), (32, 640, 640, false, true),
        (16, 640, 1280, false, false), (16, 1280, 1280, false, false), (16, 1920, 1280, false, false), (16, 2560, 1280, false, false), (16, 1280, 1280, true, false), (16, 1280, 1280, false, true),
        (8, 1280, 1280, false, false), (8, 2560, 1280, false, false), (8, 1280, 1280, false, true),
    ];

    private static readonly (int Rows, int Inputs, int Outputs, bool Gated)[] s_products =
    [
        (8192, 320, 320, false), (8192, 320, 1280, true), (8192, 1280, 320, false), (8192, 640, 320, false), (8192, 960, 320, false),
        (2048, 640, 640, false), (2048, 640, 2560, true), (2048, 2560, 640, false), (2048, 1920, 640, false),
        (512, 1280, 1280, false), (512, 1280, 5120, true), (512, 5120, 1280, false), (512, 2560, 1280, false),
        (128, 1280, 1280, false), (128, 1280, 5120, true), (128, 5120, 1280, false), (128, 2560, 1280, false),
        (2, 1280, 320, false), (2, 1280, 1280, false),
    ];

    private static readonly (int Tokens, int Others, int Width)[] s_attentions =
    [
        (4096, 4096, 320), (9216, 9216, 320), (4096, 4096, 512), (4096, 77, 320), (1024, 1024, 640), (2304, 2304, 640), (1024, 77, 640), (256, 256, 1280), (576, 576, 1280), (256, 77, 1280),
        (64, 64, 1280), (64, 77, 1280),
    ];

    private static readonly (int Side, int Channels)[] s_norms = [(64, 320), (64, 640), (64, 960), (32, 640), (32, 1920), (16, 1280), (16, 2560), (8, 1280), (8, 2560)];

    public static void Run(CudaDevice device, GpuOptions options, GpuReport report)
    {
        foreach ((int side, int inputs, int outputs, bool halves, bool doubles) in s_convolutions)
        {
            Convolve(device, side, inputs, outputs, halves, doubles, TellOne);
        }

        foreach ((int rows, int inputs, int outputs, bool gated) in s_products)
        {
            Multiply(device, rows, inputs, outputs, gated, TellOne);
        }

        foreach ((int tokens, int others, int width) in s_attentions)
        {
            const int Heads = 8;
            using Tensor q = Halves(device, [2, tokens, width]);
            using Tensor k = Halves(device, [2, others, width]);
            using Tensor v = Halves(device, [2, others, width]);
            Attend(device, q, k, v, Heads, report);
        }

        foreach ((int side, int channels) in s_norms)
        {
            using NormWeights norm = device.PrepareNorm("norm", RandomModel.Tensor("norm.weight", [channels]), RandomModel.Tensor("norm.bias", [channels]));
            using Tensor x = Halves(device, [2, side, side, channels]);
            GpuWay.ForEach(device, options, way =>
            {
                if (way.Join is null)
                {
                    double seconds = device.SecondsOf(_ => device.GroupNorm(x, norm, 32, 1e-5f, Activation.Silu), FewestRepeats);
                    report.Tell($"group norm, SiLU {side}x{side}x{channels}", seconds, bytes: 4.0 * x.Shape.Count, note: way.Name);
                }
            });
            using Tensor tokens = x.Reshape([2, side * side, channels]);
            report.Tell($"layer norm {2 * side * side} x {channels}", device.SecondsOf(_ => device.LayerNorm(tokens, norm, 1e-5f), FewestRepeats), bytes: 4.0 * x.Shape.Count);
        }

        TellNoise(device, report);

        void TellOne(Action<int> work, int repeats, double flops, string name) => GpuWay.ForEach(device, options, way =>
        {
            if (way.NormsInClusters)
            {
                report.Tell(name, device.SecondsOf(work, repeats), flops, note: way.Name);
            }
        });
    }

    /// <summary>One attention by the kernel that is chosen, and by every other of flash attention that can do it.</summary>
    private static void Attend(CudaDevice device, Tensor q, Tensor k, Tensor v, int heads, GpuReport report)
    {
        (int batch, int tokens, int others, int width) = (q.Shape[0], q.Shape[1], k.Shape[1], q.Shape[2] / heads);
        AttentionKernel chosen = AttentionKernel.Choose(device.Card, ElementType.Float16, batch, tokens, others, heads, width);
        List<(double Seconds, string Text)> all = [];
        foreach (AttentionKernel kernel in AttentionKernel.For(ElementType.Float16).ToArray().Where(kernel => s_attentionFiles.Contains(kernel.File) && kernel.Runs(device.Card, width)))
        {
            device.AttentionKernel = kernel;
            double seconds = device.SecondsOf(_ => device.Attention(q, k, v, heads), FewestRepeats);
            all.Add((seconds, FormattableString.Invariant($"{kernel.Name["attention_".Length..]}:{seconds * 1e6:F1}")));
        }

        device.AttentionKernel = null;
        report.Tell(
            $"attention {tokens} x {others}, {heads} x {width}",
            device.SecondsOf(_ => device.Attention(q, k, v, heads), FewestRepeats),
            4.0 * batch * tokens * others * heads * width,
            note: $"{chosen.Name["attention_".Length..]}; {string.Join(' ', all.OrderBy(one => one.Seconds).Select(one => one.Text))}");
    }

    /// <summary>Noise of a latent: drawn on the card, and as noise of other sources is, drawn on the processor and uploaded. By the clock, until it is there.</summary>
    private static void TellNoise(CudaDevice device, GpuReport report)
    {
        const int Draws = 100;
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Cuda, 1), new LatentLayout(1, 64, 64));
        foreach (bool draws in (bool[])[true, false])
        {
            device.DrawsNoise = draws;
            noise.Draw(device).Dispose();
            device.Synchronize();
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < Draws; i++)
            {
                noise.Draw(device).Dispose();
            }

            device.Synchronize();
            report.Tell($"noise 64x64x4, drawn on the {(draws ? "card" : "processor")}", Stopwatch.GetElapsedTime(began).TotalSeconds / Draws);
        }

        device.DrawsNoise = true;
    }

    /// <summary>Every tile and split of every product, the six fastest named, with what the plan expects of them.</summary>
    public static void RunPlans(CudaDevice device, GpuReport report)
    {
        List<double> clusterJoins = [];
        foreach (ProductTile tile in ProductTile.All.Where(tile => tile.OwnJoin == PartsJoin.Cluster && tile.IsFor(device.Card)))
        {
            IEnumerable<string> sizes = Enumerable.Range(2, 7).Select(blocks => $"{device.ClustersAtOnce(tile, blocks)} of {blocks}");
            report.Tell($"clusters at once, {tile.Kernel(pointwise: false)}", 0, note: string.Join(", ", sizes));
        }

        foreach ((int side, int inputs, int outputs, bool halves, bool doubles) in s_convolutions)
        {
            Convolve(device, side, inputs, outputs, halves, doubles, TellAll);
        }

        foreach ((int rows, int inputs, int outputs, bool gated) in s_products.Where(product => product.Rows > 8))
        {
            Multiply(device, rows, inputs, outputs, gated, TellAll);
        }

        if (clusterJoins.Count > 0)
        {
            clusterJoins.Sort();
            report.Tell("ClusterJoin that fits", clusterJoins[clusterJoins.Count / 2] / 1e6, note: FormattableString.Invariant($"the median of {clusterJoins.Count}; ProductPlan has {ProductPlan.ClusterJoin:F1} us"));
        }

        void TellAll(Action<int> work, int repeats, double flops, string name)
        {
            ProductParameters product = default;
            device.Planner = parameters =>
            {
                product = parameters;
                return ProductPlan.For(product.Rows, product.Columns, product.Depth, product.Parities, device.Card, null, device.ClustersAtOnce);
            };
            double planned = device.SecondsOf(work, repeats);
            ProductPlan chosen = device.Planner(product);
            List<(double Seconds, ProductPlan Plan, double Expected)> all = [];
            foreach ((ProductPlan plan, double expected) in ProductPlan.Candidates(product.Rows, product.Columns, product.Depth, product.Parities, device.Card, device.ClustersAtOnce))
            {
                device.Planner = _ => plan;
                all.Add((device.SecondsOf(work, repeats, rounds: 3), plan, expected));
            }

            device.Planner = null;
            all.Sort((one, other) => one.Seconds.CompareTo(other.Seconds));
            IEnumerable<string> joins = all.Where(one => one.Plan.Splits > 1).GroupBy(one => one.Plan.Join).Select(group => $"{group.Key} {Text(group.First())}");
            report.Tell(name, planned, flops, note: $"{Name(chosen)}; {string.Join(' ', all.Take(8).Select(Text))}; split {string.Join(", ", joins)}");

            // What a plan that may be chosen took beyond what it should have taken but for its cluster's waiting.
            clusterJoins.AddRange(all
                .Where(one => one.Plan.Join == PartsJoin.Cluster && one.Seconds < MostOfBest * all[0].Seconds)
                .Select(one => (one.Seconds * 1e6) - one.Expected + ProductPlan.ClusterJoin));
        }

        static string Text((double Seconds, ProductPlan Plan, double Expected) one)
            => FormattableString.Invariant($"{Name(one.Plan)}:{one.Seconds * 1e6:F1}({one.Expected:F1})");
    }

    /// <summary>Tile, parts, and how they are added: by a launch, the last block (b) or a cluster (c).</summary>
    private static string Name(ProductPlan plan)
    {
        string join = plan.Join switch
        {
            PartsJoin.Cluster => "c",
            PartsJoin.LastBlock => "b",
            _ => "",
        };
        return $"{plan.Tile.Kernel(pointwise: false)["product_".Length..]}/{plan.Splits}{join}";
    }

    private static void Convolve(CudaDevice device, int side, int inputs, int outputs, bool halves, bool doubles, Action<Action<int>, int, double, string> tell)
    {
        using Tensor x = Halves(device, [2, side, side, inputs]);
        HostTensor weight = RandomModel.Tensor("convolution.weight", [outputs, inputs, 3, 3]);
        HostTensor bias = RandomModel.Tensor("convolution.bias", [outputs]);
        ConvolutionWeights[] weights = Copies((long)inputs * outputs * (doubles ? 16 : 9) * 2, () => device.PrepareConvolution("convolution", weight, bias, halves ? 2 : 1, 1, 1, doubles));
        int to = halves ? side / 2 : doubles ? 2 * side : side;
        tell(
            i => _ = doubles ? device.UpsampleAndConvolve(x, 2 * side, 2 * side, weights[i % weights.Length]) : device.Convolve(x, weights[i % weights.Length]),
            Math.Max(FewestRepeats, weights.Length),
            2.0 * 2 * to * to * outputs * inputs * 9,
            $"convolution {side}x{side}{(halves ? " halving" : doubles ? " doubling" : "")} {inputs} to {outputs}");
        Array.ForEach(weights, one => one.Dispose());
    }

    private static void Multiply(CudaDevice device, int rows, int inputs, int outputs, bool gated, Action<Action<int>, int, double, string> tell)
    {
        int columns = gated ? 2 * outputs : outputs;
        using Tensor x = Halves(device, [rows, inputs]);
        HostTensor weight = RandomModel.Tensor("linear.weight", [columns, inputs]);
        HostTensor bias = RandomModel.Tensor("linear.bias", [columns]);
        LinearWeights[] weights = Copies((long)inputs * columns * 2, () => device.PrepareLinear("linear", weight, bias, gated));
        tell(
            i => device.Linear(x, weights[i % weights.Length]),
            Math.Max(FewestRepeats, weights.Length),
            2.0 * rows * columns * inputs,
            $"linear {rows} x {inputs} to {outputs}{(gated ? " gated" : "")}");
        Array.ForEach(weights, one => one.Dispose());
    }

    private static T[] Copies<T>(long bytes, Func<T> make) => [.. Enumerable.Range(0, (int)Math.Clamp(RotatedBytes / bytes, 2, MostCopies)).Select(_ => make())];

    /// <summary>Random numbers as activations are between layers.</summary>
    private static Tensor Halves(CudaDevice device, Shape shape)
    {
        using Tensor floats = device.Upload(RandomModel.Values(shape.Count, 1), shape);
        return device.Activate(floats, Activation.None).Detach();
    }
}
