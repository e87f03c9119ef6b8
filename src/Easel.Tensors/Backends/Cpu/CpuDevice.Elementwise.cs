namespace Easel.Tensors.Backends.Cpu;

/// <content>Placeholder loops: helper A replaces them.</content>
public sealed unsafe partial class CpuDevice
{
    /// <inheritdoc/>
    public override bool IsFinite(Tensor x) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Activate(Tensor x, Activation activation) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override Tensor Combine(float a, Tensor x, float b, Tensor y)
    {
        Tensor z = Allocate(x.Shape);
        for (long i = 0; i < x.Shape.Count; i++) { Floats(z)[i] = float.FusedMultiplyAdd(a, Floats(x)[i], b * Floats(y)[i]); }
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Guide(Tensor both, float scale)
    {
        Tensor z = Allocate(both.Shape.With(0, both.Shape[0] / 2));
        long n = z.Shape.Count;
        for (long i = 0; i < n; i++) { Floats(z)[i] = float.FusedMultiplyAdd(scale, Floats(both)[n + i] - Floats(both)[i], Floats(both)[i]); }
        return z;
    }

    /// <inheritdoc/>
    public override Tensor Upsample(Tensor x, int height, int width) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Concatenate(Tensor x, Tensor y) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Stack(Tensor x, Tensor y) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override TableWeights PrepareTable(string name, Memory.HostTensor rows) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions) => throw new NotSupportedException();
}
