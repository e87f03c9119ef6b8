using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <content>What overflows in less than float32, computed again in it.</content>
public unsafe partial class CpuDevice
{
    private CpuGuard? _guard;

    /// <inheritdoc/>
    public override PrecisionGuard BeginGuard(Func<string, HostTensor> weights, bool isOfBands = false)
        => _guard is null ? _guard = new CpuGuard(this, weights, isOfBands) : throw new InvalidOperationException("A guard that was begun before has not ended.");

    internal void EndGuard(CpuGuard guard)
    {
        if (_guard == guard)
        {
            _guard = null;
        }
    }

    /// <summary>The same matrix in float32, as <see cref="Precision.Full"/> has it. It is never kept in a file.</summary>
    internal CpuLinearWeights PrepareExact(CpuLinearWeights weights, Func<string, HostTensor> find)
        => new(this, weights.Name, weights.Inputs, weights.Outputs, weights.Gated, PrepareExact(weights.Name, weights.Matrix, weights.Inputs, taps: 1, find));

    /// <summary>The same kernel in float32.</summary>
    internal CpuConvolutionWeights PrepareExact(CpuConvolutionWeights weights, Func<string, HostTensor> find)
        => new(this, weights.Name, weights.Shape, PrepareExact(weights.Name, weights.Matrix, weights.Shape.Inputs, weights.Shape.Kernel * weights.Shape.Kernel, find));

    /// <summary>Copies a tensor into another of as many elements.</summary>
    internal static void Copy(Tensor from, Tensor to)
        => Buffer.MemoryCopy(Floats(from), Floats(to), to.Shape.Count * sizeof(float), from.Shape.Count * sizeof(float));

    private PackedMatrix PrepareExact(string name, PackedMatrix rounded, int channels, int taps, Func<string, HostTensor> find)
    {
        Panels panels = rounded.Panels;
        HostTensor weight = find($"{name}.weight");
        HostTensor? bias = rounded.Bias is null ? null : find($"{name}.bias");
        int rows = panels.Outputs * (panels.IsGated ? 2 : 1);
        if (weight.Shape.Count != (long)rows * channels * taps || (bias is not null && bias.Shape.Count != rows))
        {
            throw new ArgumentException($"Tensor '{weight.Name}' is {weight.Shape} with a bias of {bias?.Shape}, but '{name}' was prepared as {rows} x {channels} x {taps}.", nameof(find));
        }

        return new PackedMatrix(this, weight, bias, panels.Outputs, channels, taps, panels.IsGated, PanelForm.Single, isKept: false);
    }
}
