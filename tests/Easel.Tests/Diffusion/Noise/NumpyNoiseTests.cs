using Easel.Diffusion;
using Easel.Diffusion.Noise;

namespace Easel.Tests.Diffusion.Noise;

public class NumpyNoiseTests
{
    private static readonly string[] s_draws = ["randn20", "randn3_then_4x8x8"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(119)]
    [InlineData(27182818)]
    [InlineData(2147483647)]
    public void Numbers_are_those_recorded(ulong seed)
    {
        SafeTensors recording = Goldens.Open("rng/rng.safetensors");

        Assert.All(s_draws, name =>
        {
            double[] expected = recording.Doubles($"numpy.seed{seed}.{name}");
            double[] actual = new double[expected.Length];

            new NumpyNoise(seed).Draw(actual);

            Tolerances.AssertRelative(expected, actual, Tolerances.NumpyNormal);
        });
    }

    [Fact]
    public void Seeds_that_NumPy_refuses_are_refused_with_the_range()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => NoiseSource.Create(NoiseKind.Numpy, 1UL << 32));

        Assert.Contains("4294967295", error.Message);
    }
}
