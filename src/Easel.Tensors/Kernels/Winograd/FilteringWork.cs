using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>A 3x3 convolution of stride 1 by minimal filtering, and what is done to its sums.</summary>
/// <param name="image">What goes in.</param>
/// <param name="kernels">Nine taps of all channels, one after the other.</param>
/// <param name="right">The kernels, transformed; without memory each piece transforms what it needs.</param>
/// <param name="finish">What is done to the sums.</param>
internal readonly struct FilteringWork(TiledImage image, Panels kernels, PanelsAtPositions right, Finish finish)
{
    public readonly TiledImage Image = image;
    public readonly Panels Kernels = kernels;
    public readonly PanelsAtPositions Right = right;
    public readonly Finish Finish = finish;

    /// <summary>Whether kernels were transformed before.</summary>
    public bool KeepsKernels => Right.First.Address != 0;
}
