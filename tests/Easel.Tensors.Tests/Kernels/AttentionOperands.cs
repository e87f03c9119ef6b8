using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>What attention is given in a test.</summary>
/// <param name="Queries">[batch, tokens, heads * width]</param>
/// <param name="Keys">[batch, others, heads * width]</param>
/// <param name="Values">[batch, others, heads * width]</param>
/// <param name="Batch">Samples.</param>
/// <param name="Tokens">Queries of each.</param>
/// <param name="Others">Keys of each.</param>
/// <param name="Heads">Equal parts of the width.</param>
/// <param name="Width">Of a head.</param>
internal sealed record AttentionOperands(float[] Queries, float[] Keys, float[] Values, int Batch, int Tokens, int Others, int Heads, int Width)
{
    /// <summary>Floats of a token.</summary>
    public int Pitch => Heads * Width;

    /// <summary>Normally distributed; of the queries the deviation is chosen.</summary>
    public static AttentionOperands Normal(int batch, int tokens, int others, int heads, int width, double deviation = 1) => new(
        Samples.Normal(batch * tokens * heads * width, seed: 11, deviation: deviation),
        Samples.Normal(batch * others * heads * width, seed: 12),
        Samples.Normal(batch * others * heads * width, seed: 13),
        batch,
        tokens,
        others,
        heads,
        width);

    /// <summary>In double precision.</summary>
    public double[] Expected() => ReferenceAttention.Attend(Queries, Keys, Values, Batch, Tokens, Others, Heads, causal: false);

    /// <summary>On a device of its own, rounded.</summary>
    public float[] Attend(string target, bool causal = false, int threads = 2) => Attend(target, Precision.Autocast, causal, threads);

    /// <summary>In single precision.</summary>
    public float[] AttendExactly(bool causal) => Attend(GemmTargets.Best.Name, Precision.Full, causal, threads: 2);

    public override string ToString() => $"{Batch} x {Tokens} queries, {Others} keys, {Heads} heads {Width} wide";

    private float[] Attend(string target, Precision precision, bool causal, int threads)
    {
        using CpuDevice device = Products.Device(target, precision, threads);
        Tensor queries = device.Upload(Queries, [Batch, Tokens, Pitch]);
        Tensor keys = device.Upload(Keys, [Batch, Others, Pitch]);
        Tensor values = device.Upload(Values, [Batch, Others, Pitch]);
        return Products.Values(device.Attention(queries, keys, values, Heads, causal));
    }
}
