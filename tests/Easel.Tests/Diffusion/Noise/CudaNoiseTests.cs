using Easel.Diffusion.Noise;

namespace Easel.Tests.Diffusion.Noise;

public class CudaNoiseTests
{
    private static readonly string[] s_draws = ["draw0_1x4x8x8", "draw1_17", "draw2_3x4"];

    [Theory]
    [MemberData(nameof(TorchNoiseTests.Seeds), MemberType = typeof(TorchNoiseTests))]
    public void Draws_after_each_other_are_bit_equal(ulong seed)
    {
        SafeTensors recording = Goldens.Open("rng/rng.safetensors");
        NoiseSource noise = NoiseSource.Create(NoiseKind.Cuda, seed);

        Assert.All(s_draws, name =>
        {
            float[] expected = recording.Floats($"philox.seed{seed}.{name}");

            Assert.Equal(expected, TorchNoiseTests.Draw(noise, expected.Length));
        });
    }
}
