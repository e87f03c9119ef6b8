using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>Weights that know the device that prepared them.</summary>
internal interface ICpuWeights
{
    CpuDevice Device { get; }
}

/// <summary>Rows in order, float32.</summary>
internal sealed unsafe class CpuTableWeights : TableWeights, ICpuWeights
{
    private readonly WeightMemory _memory;

    public CpuTableWeights(CpuDevice device, string name, HostTensor rows)
        : base(name, rows.Shape[0], rows.Shape[1])
    {
        Device = device;
        _memory = WeightMemory.Of(device, rows);
    }

    public CpuDevice Device { get; }

    public override long Bytes => _memory.Bytes;

    /// <summary>[rows, width]</summary>
    public float* Values => _memory.Floats;

    protected override void Dispose(bool disposing) => _memory.Dispose();
}

/// <summary>Scale and shift of each channel, float32.</summary>
internal sealed unsafe class CpuNormWeights : NormWeights, ICpuWeights
{
    private readonly WeightMemory _memory;

    public CpuNormWeights(CpuDevice device, string name, HostTensor scale, HostTensor shift)
        : base(name, scale.Shape[0])
    {
        Device = device;
        _memory = WeightMemory.Of(device, scale, shift);
    }

    public CpuDevice Device { get; }

    public override long Bytes => _memory.Bytes;

    /// <summary>[channels]</summary>
    public float* Scale => _memory.Floats;

    /// <summary>[channels]</summary>
    public float* Shift => _memory.Floats + Channels;

    protected override void Dispose(bool disposing) => _memory.Dispose();
}
