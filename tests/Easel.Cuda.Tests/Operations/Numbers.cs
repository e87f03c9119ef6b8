using Easel.Tensors;
using Easel.Tensors.Tests;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Inputs for both devices: of numbers that float16 holds, where activations are halves, so that only results are rounded.</summary>
internal static class Numbers
{
    public static TheoryData<Precision> Precisions => [Precision.Full, Precision.Autocast];

    public static float[] Normal(Precision precision, int count, int seed, double mean = 0, double deviation = 1)
        => Held(precision, Samples.Normal(count, seed, mean, deviation));

    /// <summary>The numbers as activations hold them.</summary>
    public static float[] Held(Precision precision, float[] values)
        => precision == Precision.Full ? values : [.. values.Select(value => (float)(Half)value)];
}
