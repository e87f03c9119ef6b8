using Easel.Cuda.Memory;
using Easel.Tensors.Backends;

namespace Easel.Cuda;

/// <summary>Rows in order, float32.</summary>
internal sealed class CudaTableWeights(CudaDevice device, string name, int rows, int width, WeightMemory memory) : TableWeights(name, rows, width), ICudaWeights
{
    public CudaDevice Device => device;

    public override long Bytes => memory.Bytes;

    /// <summary>[rows, width]</summary>
    public nint Values => memory.Address;

    protected override void Dispose(bool disposing) => memory.Dispose();
}

/// <summary>Scale and shift of each channel, float32.</summary>
internal sealed class CudaNormWeights(CudaDevice device, string name, int channels, WeightMemory scale, WeightMemory shift) : NormWeights(name, channels), ICudaWeights
{
    public CudaDevice Device => device;

    public override long Bytes => scale.Bytes + shift.Bytes;

    /// <summary>[channels]</summary>
    public nint Scale => scale.Address;

    /// <summary>[channels]</summary>
    public nint Shift => shift.Address;

    protected override void Dispose(bool disposing)
    {
        scale.Dispose();
        shift.Dispose();
    }
}
