using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Winograd;

/// <summary>Transformed kernels: for each of 36 positions a matrix of channels in and out, in panels.</summary>
/// <param name="memory">Takes <see cref="FloatsFor"/> floats.</param>
/// <param name="kernels">What is transformed.</param>
internal readonly unsafe struct PanelsAtPositions(float* memory, Panels kernels)
{
    /// <summary>Floats between positions, so that they do not compete for the same places of the cache.</summary>
    public const int Apart = 32;

    public readonly Panels First = new(
        (nint)memory,
        kernels.Depth / KernelTransform.Taps,
        kernels.Outputs,
        kernels.Lanes,
        form: kernels.IsMixed ? kernels.Form : PanelForm.Single,
        scale: kernels.IsMixed ? kernels.Scale : 1);

    /// <summary>Floats from one position to the next.</summary>
    public nint Pitch => (First.Bytes / sizeof(float)) + Apart;

    /// <summary>The panels of a position.</summary>
    public Panels this[int position] => new(First.Address + (position * Pitch * sizeof(float)), First.Depth, First.Outputs, First.Lanes, form: First.Form, scale: First.Scale);

    /// <summary>How many floats they take.</summary>
    public static long FloatsFor(Panels kernels) => Filtering.Positions * (long)new PanelsAtPositions(null, kernels).Pitch;
}
