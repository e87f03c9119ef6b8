using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

public class LatentLayoutTests
{
    [Fact]
    public void Planes_become_channels_last()
    {
        using CpuDevice device = new(threads: 1);
        LatentLayout layout = new(Batch: 2, Height: 1, Width: 2, Channels: 3);

        Tensor latents = layout.Upload(device, [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);

        float[] actual = new float[12];
        device.Download(latents, actual);
        Assert.Equal([0, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121], actual);
        Assert.Equal(Shape.Of(2, 1, 2, 3), latents.Shape);
    }

    [Fact]
    public void Planes_come_back_as_they_went()
    {
        using CpuDevice device = new(threads: 1);
        LatentLayout layout = new(Batch: 3, Height: 5, Width: 7);
        float[] planes = [.. Enumerable.Range(0, layout.Count).Select(i => (float)i)];

        float[] actual = new float[layout.Count];
        layout.Download(layout.Upload(device, planes), actual);

        Assert.Equal(planes, actual);
    }

    [Fact]
    public void A_short_batch_uses_the_first_of_the_noise_and_lets_the_rest_go_by()
    {
        using CpuDevice device = new(threads: 1);
        LatentLayout layout = new(Batch: 2, Height: 8, Width: 8);
        NoiseSource source = NoiseSource.Create(NoiseKind.Torch, 42);
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Torch, 42), layout, drawn: 3);
        noise.Pass();

        float[] actual = new float[layout.Count];
        layout.Download(noise.Draw(device), actual);

        float[] expected = new float[3 * 4 * 8 * 8];
        source.Draw(expected);
        source.Draw(expected);
        Assert.Equal(expected[..layout.Count], actual);
        Assert.Equal(source.Save(), noise.Save());
    }
}
