using Easel.Cuda.Tests.Devices;
using Easel.Diffusion.Noise;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Operations;

/// <summary>Noise made on the card.</summary>
public sealed class NoiseTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 4 * 33)]
    [InlineData(0xdead_beef_1234_5678, 5000)]
    [InlineData(ulong.MaxValue, 321)]
    public void The_card_draws_the_bits_of_the_source_that_imitates_it(ulong seed, int count)
    {
        using CudaDevice card = Cards.Open(Precision.Full);
        NoiseSource source = NoiseSource.Create(NoiseKind.Cuda, seed);
        float[] expected = new float[count];
        for (ulong tensor = 0; tensor < 3; tensor++)
        {
            source.Draw(expected);

            Assert.Equal(expected, Numbers.Read(card.DrawNoise([count], seed, tensor)));
        }
    }
}
