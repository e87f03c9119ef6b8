using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Cuda.Products;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Matrix products and convolutions.</content>
public sealed unsafe partial class CudaDevice
{
    // Results of so few channels, latents and pictures, are floats in every precision.
    private const int MostChannelsOfFloats = 8;

    // So few rows are not worth a tile.
    private const int MostRowsWithoutTile = 8;
    // Of a kernel for maps that are upsampled twofold.
    private const int FoldedTaps = 4;

    private const int RowsThreads = 128;
    private const int ReduceThreads = 256;

    // product_float.cu
    private const int FloatSide = 64;
    private const int FloatThreads = 256;
    private const int FloatSharedBytes = 2 * 16 * (FloatSide + 4) * sizeof(float);

    /// <inheritdoc/>
    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default)
    {
        Require(x);
        CudaLinearWeights own = Own<CudaLinearWeights>(weights);
        OperationRules.RequireInputs(x, weights);
        return Observed(own, Guards ? _guard!.Linear(x, own, epilogue) : Multiply(x, own, epilogue));
    }

    internal Tensor Multiply(Tensor x, CudaLinearWeights own, Epilogue epilogue)
    {
        int rows = checked((int)(x.Shape.Count / own.Inputs));
        int samples = x.Shape.Rank == 1 ? 1 : Math.Max(1, x.Shape[0]);
        ProductParameters product = new()
        {
            W = own.Matrix.Weights.Address,
            Height = 1,
            Width = Math.Max(1, rows / samples),
            OutHeight = 1,
            OutWidth = Math.Max(1, rows / samples),
            Rows = rows,
            KernelWidth = 1,
            Stride = 1,
            Parities = 1,
        };
        return Multiply(x, product, own.Matrix, x.Shape.With(^1, own.Outputs), own.Gated, epilogue);
    }

    /// <inheritdoc/>
    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None)
    {
        Require(x);
        CudaConvolutionWeights own = Own<CudaConvolutionWeights>(weights);
        Shape result = OperationRules.Convolved(x, weights, halo);
        return Observed(own, Guards ? Watched(x, own, result, epilogue, halo) : Multiply(x, own, result, epilogue, halo));
    }

    private Tensor Multiply(Tensor x, CudaConvolutionWeights own, Shape result, Epilogue epilogue, Halo halo)
    {
        ConvolutionShape shape = own.Shape;
        ProductParameters product = ProductOf(x.Shape, result) with
        {
            W = own.Matrix.Weights.Address,
            Rows = checked(result[0] * result[1] * result[2]),
            KernelWidth = shape.Kernel,
            Stride = shape.Stride,
            PadTop = halo.HasFlag(Halo.Above) ? 0 : shape.PadBefore,
            PadLeft = shape.PadBefore,
            Parities = 1,
        };
        return Multiply(x, product, own.Matrix, result, gated: false, epilogue);
    }

    /// <inheritdoc/>
    public override Tensor UpsampleAndConvolve(Tensor x, int height, int width, ConvolutionWeights weights, in Epilogue epilogue = default)
    {
        Require(x);
        CudaConvolutionWeights own = Own<CudaConvolutionWeights>(weights);
        OperationRules.RequireInputs(x, weights);
        if (own.Matrix.Folded is null || height != 2 * x.Shape[1] || width != 2 * x.Shape[2] || x.Shape.Count == 0)
        {
            return base.UpsampleAndConvolve(x, height, width, weights, epilogue);
        }

        return Observed(own, Guards ? WatchedUpsampled(x, own, epilogue) : MultiplyUpsampled(x, own, epilogue));
    }

    private Tensor MultiplyUpsampled(Tensor x, CudaConvolutionWeights own, Epilogue epilogue)
    {
        Shape result = [x.Shape[0], 2 * x.Shape[1], 2 * x.Shape[2], own.Shape.Outputs];
        ProductParameters product = ProductOf(x.Shape, x.Shape) with
        {
            W = own.Matrix.Folded!.Address,
            Rows = checked(x.Shape[0] * x.Shape[1] * x.Shape[2]),
            KernelWidth = 2,
            Stride = 1,
            PadTop = 1,
            PadLeft = 1,
            Parities = 4,
        };
        return Multiply(x, product, own.Matrix with { Taps = FoldedTaps, Depth = own.Matrix.Depth / own.Matrix.Taps * FoldedTaps }, result, gated: false, epilogue);
    }

    private static ProductParameters ProductOf(Shape x, Shape result) => new()
    {
        Height = x[1],
        Width = x[2],
        OutHeight = result[1],
        OutWidth = result[2],
    };

    private Tensor Multiply(Tensor x, ProductParameters product, CudaMatrix matrix, Shape result, bool gated, in Epilogue epilogue)
    {
        bool isFloat = IsFloat || result[^1] <= MostChannelsOfFloats;
        Tensor y = Allocate(result, isFloat ? ElementType.Float32 : ElementType.Float16);
        if (y.Shape.Count == 0)
        {
            return y;
        }

        using Scope temporary = BeginScope();
        product.Channels = matrix.Channels;
        product.Columns = matrix.Columns;
        product.Taps = matrix.Taps;
        product.Depth = matrix.Depth;
        product.X = Widened(x, matrix.Channels).Address;
        product.Bias = matrix.Bias?.Address ?? 0;
        product.Shift = epilogue.Shift is Tensor shift ? AddressOf(shift, [result[0], result[^1]]) : 0;
        product.Residual = epilogue.Residual is Tensor residual ? AddressOf(residual, result) : 0;
        product.Y = y.Address;
        product.Activation = (int)epilogue.Activation;
        product.Gated = gated ? 1 : 0;
        product.FloatResult = isFloat ? 1 : 0;
        product.Splits = 1;
        if (x.Shape.Count + ((long)product.Width * 2 * product.Channels) > int.MaxValue)
        {
            throw new ArgumentException($"A tensor of {x.Shape} has more elements than 32 bits count.", nameof(x));
        }

        Enqueue(product);
        return y;
    }

    private nint AddressOf(Tensor tensor, Shape shape)
    {
        RequireShape(tensor, shape);
        return AsActivations(tensor).Address;
    }

    private void Enqueue(ProductParameters product)
    {
        if (IsFloat)
        {
            int tiles = checked(Ceiling(product.Rows, FloatSide) * Ceiling(product.Columns, FloatSide));
            Launch("product_float", "product_float", new GridSize(tiles), FloatThreads, product, FloatSharedBytes);
            return;
        }

        bool isPointwise = product is { Taps: 1, Stride: 1, PadTop: 0, PadLeft: 0 };
        if (isPointwise && product.Rows <= MostRowsWithoutTile && product.Gated == 0)
        {
            string kernel = product.Rows <= 2 ? "product_2_rows" : "product_8_rows";
            Launch("product_rest", kernel, new GridSize(Ceiling(product.Columns, RowsThreads / 32)), RowsThreads, product);
            return;
        }

        ProductPlan plan = Planner?.Invoke(product) ?? PlanFor(product);
        product.Splits = plan.Splits;
        product.BlocksPerSplit = plan.BlocksPerSplit;
        ProductTile tile = plan.Tile;
        GridSize grid = new(checked(Ceiling(product.Rows, tile.Rows) * Ceiling(product.Columns, tile.Columns)), product.Parities, plan.Splits);
        bool isSplit = plan.Splits > 1;
        if (isSplit && plan.Join != PartsJoin.Launch && plan.Join != tile.OwnJoin)
        {
            throw new InvalidOperationException($"{tile.Kernel(isPointwise)} does not join parts by {plan.Join}.");
        }

        using Tensor? partial = !isSplit || plan.Join == PartsJoin.Cluster ? null
            : plan.Join == PartsJoin.LastBlock ? Allocate([grid.Z, grid.Y * grid.X, tile.Rows, tile.Columns])
            : Allocate([grid.Z, grid.Y, product.Rows, product.Columns]);
        product.Partial = partial?.Address ?? 0;
        product.Arrivals = isSplit && plan.Join == PartsJoin.LastBlock ? Arrivals(grid.X * product.Parities) : 0;
        if (isSplit && plan.Join == PartsJoin.Cluster)
        {
            grid = grid with { Cluster = plan.Splits };
        }

        Launch(tile.File, tile.Kernel(isPointwise), grid, tile.Threads, product, tile.SharedBytes);
        if (isSplit && plan.Join == PartsJoin.Launch)
        {
            long pieces = (long)product.Parities * product.Rows * Ceiling(product.Columns, 8);
            Launch("product_rest", "product_reduce", GridFor(pieces, ReduceThreads), ReduceThreads, product);
        }
    }

    /// <summary>A map as activations, with zeros for channels that the weights have beyond its own.</summary>
    private Tensor Widened(Tensor x, int channels)
    {
        if (x.Shape[^1] == channels)
        {
            return AsActivations(x);
        }

        Tensor floats = AsFloats(x);
        Tensor wide = AllocateActivations(x.Shape.With(^1, channels));
        WidenParameters parameters = new()
        {
            X = floats.Address,
            Y = wide.Address,
            Rows = x.Shape.Count / x.Shape[^1],
            Columns = x.Shape[^1],
            ToColumns = channels,
        };
        Launch(CopiesFile, "widen_to_half", GridFor(wide.Shape.Count, PackThreads), PackThreads, parameters);
        return wide;
    }

    /// <summary>As in copies.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WidenParameters
    {
        public nint X;
        public nint Y;
        public long Rows;
        public int Columns;
        public int ToColumns;
    }

    private static int Ceiling(int value, int unit) => (value + unit - 1) / unit;
}
