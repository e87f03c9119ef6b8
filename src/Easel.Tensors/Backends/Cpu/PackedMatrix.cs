using System.Runtime.InteropServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>The right factor of products and the bias that is added to them, in the form of a device's kernels.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly WeightMemory _memory;
    private readonly Panels _panels;
    private readonly nint _biasOffset;

    /// <summary>Packs a matrix.</summary>
    /// <param name="device">Holds it.</param>
    /// <param name="weight">[outputs (twice that when gated), channels, taps]</param>
    /// <param name="bias">As many as the matrix has rows, or none.</param>
    /// <param name="outputs">Numbers of a row of the product.</param>
    /// <param name="channels">Channels that go in.</param>
    /// <param name="taps">Taps of each.</param>
    /// <param name="gated">Whether values are followed by as many gates.</param>
    /// <exception cref="NonFiniteWeightException">A weight is infinite or not a number.</exception>
    public PackedMatrix(CpuDevice device, HostTensor weight, HostTensor? bias, int outputs, int channels, int taps, bool gated)
    {
        string prepared = $"{weight.Name} {outputs} x {channels} x {taps}{(gated ? ", gated" : "")}{(bias is null ? "" : ", bias")}";
        if (device.FindPrepared(prepared, scale => BytesOf(PanelsAt(0, scale), bias)) is { } found)
        {
            _memory = found.Memory;
            _panels = PanelsAt((nint)_memory.Floats, found.Scale);
            _biasOffset = BiasOffset(_panels);
            return;
        }

        float greatest = Survey.GreatestMagnitude(device.Team, weight);
        float scale = device.Precision == Precision.Autocast ? HalfScale(greatest) : 0;
        Panels shape = PanelsAt(0, scale);
        _biasOffset = BiasOffset(shape);
        _memory = new WeightMemory(device, BytesOf(shape, bias));
        try
        {
            _panels = PanelsAt((nint)_memory.Floats, scale);
            using GCHandle<HostTensor> handle = new(weight);
            device.Target.Pack(device.Team, new Packing(handle, channels, taps, _panels));
            weight.LetGo();
            if (bias is not null)
            {
                _ = Survey.GreatestMagnitude(device.Team, bias);
                PackBias(bias.ToArray());
                bias.LetGo();
            }

            device.NotePrepared(prepared, _memory, scale);
        }
        catch
        {
            _memory.Dispose();
            throw;
        }

        Panels PanelsAt(nint address, float scale) => new(address, channels * taps, outputs, device.Target.Lanes, gated, scale);
    }

    public long Bytes => _memory.Bytes;

    public Panels Panels
    {
        get
        {
            _ = _memory.Floats;
            return _panels;
        }
    }

    /// <summary>In the order of the panels' columns, or none.</summary>
    public float* Bias => _biasOffset == _memory.Bytes ? null : (float*)((byte*)_memory.Floats + _biasOffset);

    public void Dispose() => _memory.Dispose();

    /// <summary>
    /// The power of two that takes the greatest weight to the upper end of half precision's range, so that the small ones keep all of their digits.
    /// 0 for weights so great that they stay in single precision.
    /// </summary>
    private static float HalfScale(float greatest)
    {
        const int UpperEnd = 14;
        const int MostExponent = 29;
        if (greatest == 0)
        {
            return 1;
        }

        int exponent = Math.ILogB(greatest);
        return exponent > MostExponent ? 0 : MathF.ScaleB(1, Math.Min(UpperEnd - exponent, 100));
    }

    private static long BytesOf(Panels panels, HostTensor? bias) => BiasOffset(panels) + (bias is null ? 0 : panels.Count * 2 * panels.Lanes * sizeof(float));

    private static nint BiasOffset(Panels panels) => (panels.Bytes + 63) / 64 * 64;

    private void PackBias(float[] values)
    {
        int width = 2 * _panels.Lanes;
        for (int i = 0; i < _panels.Count * width; i++)
        {
            (int output, bool isGate) = _panels.Place(i / width, i % width);
            Bias[i] = output < _panels.Outputs ? values[output + (isGate ? _panels.Outputs : 0)] : 0;
        }
    }
}
