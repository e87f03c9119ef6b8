namespace Easel.Tensors.Backends.Cpu;

/// <content>Placeholder: helper B replaces it.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false) => throw new NotSupportedException();
}
