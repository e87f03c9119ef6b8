using System.Runtime.InteropServices;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>The right factor of products and the bias that is added to them, in the form of a device's kernels.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    // The greatest weight's power of two: at the upper end of half precision's range where weights are made float32, so that the small ones keep all
    // of their digits; in the middle where sums of products stay in half precision.
    private const int HalfEnd = 14;
    private const int FactorEnd = 3;

    // What is greater than bfloat16's greatest number may round to infinity.
    private const float GreatestRounded = 3.3895314e38f;

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
    /// <param name="form">How it is held. Weights too great for half precision's scale stay in single precision whatever it says.</param>
    /// <param name="isKept">Whether a file of prepared weights may give it, and take it.</param>
    /// <exception cref="NonFiniteWeightException">A weight is infinite or not a number.</exception>
    public PackedMatrix(CpuDevice device, HostTensor weight, HostTensor? bias, int outputs, int channels, int taps, bool gated, PanelForm form, bool isKept = true)
    {
        string prepared = $"{weight.Name} {outputs} x {channels} x {taps}{(gated ? ", gated" : "")}{(bias is null ? "" : ", bias")}, {form}";
        if (isKept && device.FindPrepared(prepared, scale => BytesOf(PanelsAt(0, scale), bias)) is { } found)
        {
            _memory = found.Memory;
            _panels = PanelsAt((nint)_memory.Floats, found.Scale);
            _biasOffset = BiasOffset(_panels);
            return;
        }

        float greatest = Survey.GreatestMagnitude(device.Team, weight);
        float scale = form switch
        {
            PanelForm.Half => HalfScale(greatest, HalfEnd),
            PanelForm.Float16 => HalfScale(greatest, FactorEnd),
            PanelForm.BFloat16 when greatest <= GreatestRounded => 1,
            PanelForm.Int8 => 1,
            _ => 0,
        };
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

            if (isKept)
            {
                device.NotePrepared(prepared, _memory, scale);
            }
        }
        catch
        {
            _memory.Dispose();
            throw;
        }

        // Without a scale they are in single precision.
        Panels PanelsAt(nint address, float scale)
            => new(address, channels * taps, outputs, device.Target.Lanes, gated, scale == 0 ? PanelForm.Single : form, scale == 0 ? 1 : scale);
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

    /// <summary>Whether it is held in less than float32.</summary>
    public bool IsRounded => _panels.Form != PanelForm.Single;

    /// <summary>In the order of the panels' columns, or none.</summary>
    public float* Bias => _biasOffset == _memory.Bytes ? null : (float*)((byte*)_memory.Floats + _biasOffset);

    public void Dispose() => _memory.Dispose();

    /// <summary>
    /// The power of two that takes the greatest weight to 2^<paramref name="end"/> or up to twice that. 0 for weights so great that they stay in single precision.
    /// </summary>
    private static float HalfScale(float greatest, int end)
    {
        // Where the numbers are made float32 they are multiplied by 2^112 over the scale (see Panels), which must be finite.
        const int LeastExponent = 112 - 127;
        if (greatest == 0)
        {
            return 1;
        }

        int exponent = Math.ILogB(greatest);
        return end - exponent < LeastExponent ? 0 : MathF.ScaleB(1, Math.Min(end - exponent, 100));
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
