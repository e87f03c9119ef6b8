using Easel.Diffusion.Noise;

namespace Easel.Tests.Diffusion.Noise;

public class NoiseStateTests
{
    [Theory]
    [InlineData(NoiseKind.Torch)]
    [InlineData(NoiseKind.Cuda)]
    [InlineData(NoiseKind.Numpy)]
    public void A_source_goes_on_where_another_was_saved(NoiseKind kind)
    {
        NoiseSource noise = NoiseSource.Create(kind, 7);
        TorchNoiseTests.Draw(noise, 5);
        TorchNoiseTests.Draw(noise, 2017);
        NoiseState state = noise.Save();
        float[] expected = [.. TorchNoiseTests.Draw(noise, 3), .. TorchNoiseTests.Draw(noise, 700)];

        NoiseSource other = NoiseSource.Create(state);
        float[] actual = [.. TorchNoiseTests.Draw(other, 3), .. TorchNoiseTests.Draw(other, 700)];

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(NoiseKind.Torch)]
    [InlineData(NoiseKind.Cuda)]
    [InlineData(NoiseKind.Numpy)]
    public void A_source_goes_back_to_where_it_was(NoiseKind kind)
    {
        NoiseSource noise = NoiseSource.Create(kind, 7);
        TorchNoiseTests.Draw(noise, 3);
        NoiseState state = noise.Save();
        float[] expected = TorchNoiseTests.Draw(noise, 2000);

        noise.Restore(state);

        Assert.Equal(expected, TorchNoiseTests.Draw(noise, 2000));
    }

    [Fact]
    public void A_state_of_another_stream_is_refused()
    {
        NoiseState state = NoiseSource.Create(NoiseKind.Torch, 1).Save();

        Assert.Throws<ArgumentException>(() => NoiseSource.Create(NoiseKind.Torch, 2).Restore(state));
    }
}
