using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Weights of normalisations, and layer normalisation.</content>
public sealed unsafe partial class CudaDevice
{
    private const string LayerNormFile = "layer_norm";
    private const int RowsPerBlock = 4;
    private const int WarpThreads = 32;

    // Pieces of 16 bytes in a lane for which there is a kernel.
    private static readonly int[] s_layerNormPieces = [2, 3, 5, 10];

    /// <inheritdoc/>
    public override NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift)
    {
        if (scale.Shape.Rank != 1 || shift.Shape != scale.Shape)
        {
            throw new ArgumentException(
                $"Tensors '{scale.Name}' and '{shift.Name}' are {scale.Shape} and {shift.Shape}, but [channels] is wanted of both.", nameof(scale));
        }

        return new CudaNormWeights(this, name, scale.Shape[0], UploadFloats(scale), UploadFloats(shift));
    }

    /// <inheritdoc/>
    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon)
    {
        CudaNormWeights own = RequireNorm(x, weights, epsilon);
        if (Guards)
        {
            return Watched(x, weights, epsilon);
        }

        x = AsActivations(x);
        Tensor y = AllocateActivations(x.Shape);
        if (x.Shape.Count == 0)
        {
            return Observed(weights, y);
        }

        int width = weights.Channels;
        long rows = x.Shape.Count / width;
        int pieces = (width + (PieceElements * WarpThreads) - 1) / (PieceElements * WarpThreads);
        int kernel = width % PieceElements == 0 && IsAligned(x.Address) ? Array.Find(s_layerNormPieces, held => held >= pieces) : 0;
        GridSize grid = new(checked((int)((rows + RowsPerBlock - 1) / RowsPerBlock)));
        Launch(LayerNormFile, Typed(kernel == 0 ? "layer_norm_any" : $"layer_norm_{kernel}"), grid, RowsPerBlock * WarpThreads, new LayerNormParameters
        {
            X = x.Address,
            Y = y.Address,
            Scale = own.Scale,
            Shift = own.Shift,
            Rows = rows,
            Width = width,
            Share = 1.0f / width,
            Epsilon = epsilon,
        });
        return Observed(weights, y);
    }

    private CudaNormWeights RequireNorm(Tensor x, NormWeights weights, float epsilon)
    {
        RequireNumbers(x);
        CudaNormWeights own = Own<CudaNormWeights>(weights);
        OperationRules.RequireInputs(x, weights, epsilon);
        return own;
    }

    /// <summary>As in layer_norm.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LayerNormParameters
    {
        public nint X;
        public nint Y;
        public nint Scale;
        public nint Shift;
        public long Rows;
        public int Width;
        public float Share;
        public float Epsilon;
    }
}
