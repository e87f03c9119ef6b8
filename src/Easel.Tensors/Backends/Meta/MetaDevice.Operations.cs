using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Winograd;

namespace Easel.Tensors.Backends.Meta;

/// <content>Operations: the shapes that come out, and the places that the processor takes for them.</content>
public sealed unsafe partial class MetaDevice
{
    // A run of pixels of a normalisation leaves its moments of each group: see CpuDevice.Normalization.cs and .Pieces.cs.
    private const int MostPixelsOfRun = 1024;
    private const int PieceElements = 1 << 15;

    /// <inheritdoc/>
    public override Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default)
    {
        OperationRules.RequireInputs(x, weights);
        int rows = checked((int)(x.Shape.Count / weights.Inputs));
        Count(new OperationShape(OperationKind.Linear, 1, 1, rows, weights.Inputs, weights.Outputs) { IsSpecial = weights.Gated, IsQuantized = ((MetaLinear)weights).IsQuantized });
        return Observed(weights, Allocate(x.Shape.With(^1, weights.Outputs)));
    }

    /// <inheritdoc/>
    public override Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None)
    {
        MetaConvolution own = (MetaConvolution)weights;
        ConvolutionShape shape = weights.Shape;
        Shape result = OperationRules.Convolved(x, weights, halo);
        Tensor y = Allocate(result);
        if (own.Ready is null && own.TransformedFloats > 0 && IsFiltered(x.Shape[2])
            && Filtering.KeepsKernels(shape, new TiledImage(null, x.Shape[0], x.Shape[1], x.Shape[2], shape.Inputs, halo).Count))
        {
            Allocate([checked((int)own.TransformedFloats)]).Dispose();
        }

        Count(new OperationShape(own.Ready is null ? OperationKind.Convolution : OperationKind.ReadyConvolution, result[0], result[1], result[2], shape.Inputs, shape.Outputs)
        {
            Kernel = shape.Kernel,
            Stride = shape.Stride,
            IsQuantized = own.IsQuantized,
        });
        return Observed(weights, y);
    }

    /// <inheritdoc/>
    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false)
    {
        Heads plan = new()
        {
            Batch = queries.Shape[0],
            Tokens = queries.Shape[1],
            Others = keys.Shape[1],
            Count = heads,
            Width = queries.Shape[2] / heads,
            IsCausal = causal,
            MayRound = Precision == Precision.Autocast && !HoldsHalf,
            TileRows = _target.AttentionTile.Rows,
            TileColumns = _target.AttentionTile.Columns,
        };
        Tensor y = Allocate(queries.Shape);
        Take(_target.PackedFloats(plan) * sizeof(float)).Release();
        Count(new OperationShape(OperationKind.Attention, queries.Shape[0], queries.Shape[1], keys.Shape[1], queries.Shape[2], heads) { IsSpecial = causal });
        return y;
    }

    /// <inheritdoc/>
    public override Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None)
    {
        using Tensor measured = MeasureGroups([x], weights, groups, epsilon);
        return Normalize([x], measured, weights, activation);
    }

    /// <inheritdoc/>
    public override Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon)
    {
        int batch = bands[0].Shape[0];
        long pixels = 0;
        foreach (Tensor band in bands)
        {
            OperationRules.RequireInputs(band, weights, epsilon);
            pixels += band.Shape.Count / batch / weights.Channels;
        }

        Tensor terms = Allocate([batch, GroupNormalization.Terms, weights.Channels]);
        int run = Math.Min(MostPixelsOfRun, Math.Max(1, PieceElements / weights.Channels));
        Take((nint)(batch * ((pixels + run - 1) / run) * groups * sizeof(Moments))).Release();
        return terms;
    }

    /// <inheritdoc/>
    public override Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation)
    {
        Tensor y = Allocate(OperationRules.Stacked(rows));
        Count(new OperationShape(OperationKind.GroupNorm, 1, 1, checked((int)(y.Shape.Count / weights.Channels)), weights.Channels, weights.Channels));
        return Observed(weights, y);
    }

    /// <inheritdoc/>
    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon)
    {
        OperationRules.RequireInputs(x, weights, epsilon);
        Count(new OperationShape(OperationKind.LayerNorm, 1, 1, checked((int)(x.Shape.Count / weights.Channels)), weights.Channels, weights.Channels));
        return Observed(weights, Allocate(x.Shape));
    }

    /// <inheritdoc/>
    public override Tensor Activate(Tensor x, Activation activation)
    {
        Count(new OperationShape(OperationKind.Activation, 1, 1, checked((int)x.Shape.Count), 0, 0));
        return Allocate(x.Shape);
    }

    /// <inheritdoc/>
    public override Tensor Combine(float a, Tensor x, float b, Tensor y)
    {
        OperationRules.RequireShape(y, x.Shape);
        return Moved(Allocate(x.Shape), 3 * x.Shape.Count / 2);
    }

    /// <inheritdoc/>
    public override Tensor Guide(Tensor both, float scale) => Moved(Allocate(both.Shape.With(0, both.Shape[0] / 2)));

    /// <inheritdoc/>
    public override Tensor Upsample(Tensor x, int height, int width) => Moved(Allocate([x.Shape[0], height, width, x.Shape[3]]));

    /// <inheritdoc/>
    public override Tensor Concatenate(Tensor x, Tensor y) => Moved(Allocate(x.Shape.With(^1, checked(x.Shape[^1] + y.Shape[^1]))));

    /// <inheritdoc/>
    public override Tensor Stack(params ReadOnlySpan<Tensor> parts) => Moved(Allocate(OperationRules.Stacked(parts)));

    /// <inheritdoc/>
    public override Tensor MatchTokens(Tensor x, int width, int count)
    {
        OperationRules.RequireMatch(x, width, count);
        Tensor rows = Allocate([x.Shape[0], x.Shape[1]], ElementType.Int32);
        using Tensor directions = Allocate([x.Shape[1], x.Shape[2]]);
        using Tensor cosines = Allocate([Math.Min(1 << 22, checked(x.Shape[1] * x.Shape[1] * 3 / 16))]);
        Count(new OperationShape(OperationKind.Match, x.Shape[0], x.Shape[1], width, x.Shape[2], count));
        return rows;
    }

    /// <inheritdoc/>
    public override Tensor MergeTokens(Tensor x, Tensor rows, int count) => Moved(Allocate(x.Shape.With(1, count)), x.Shape.Count);

    /// <inheritdoc/>
    public override Tensor SpreadTokens(Tensor y, Tensor rows, Tensor residual)
    {
        OperationRules.RequireSpread(y, residual);
        return Moved(Allocate(residual.Shape), 3 * residual.Shape.Count / 2);
    }

    /// <inheritdoc/>
    public override Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions)
        => Observed(tokens, Moved(Allocate([ids.Shape[0], ids.Shape[1], tokens.Width])));

    private bool IsFiltered(int width) => Precision == Precision.Full || _target.RoundedForm != PanelForm.Float16 || HoldsHalf || Filtering.IsWide(width);
}
