using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

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

            Assert.Equal(expected, Numbers.Read(card.DrawNoise([1, 1, count, 1], seed, tensor, 0)!));
        }
    }

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(5, 1, 2)]
    [InlineData(5, 4, 1)]
    public void Latents_have_the_same_noise_wherever_it_is_drawn_whichever_of_a_batch_they_are(int drawn, int first, int wanted)
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        using CpuDevice processor = new(threads: 1);
        LatentLayout layout = new(wanted, 5, 7);
        LatentNoise onCard = new(NoiseSource.Create(NoiseKind.Cuda, 42), layout, drawn, first);
        LatentNoise onProcessor = new(NoiseSource.Create(NoiseKind.Cuda, 42), layout, drawn, first);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Numbers.Read(onProcessor.Draw(processor)), Numbers.Read(onCard.Draw(card)));
            Assert.Equal(onProcessor.Save(), onCard.Save());
        }
    }

    [Fact]
    public void A_run_goes_on_with_the_noise_that_comes_next_on_either_device()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        using CpuDevice processor = new(threads: 1);
        LatentLayout layout = new(2, 4, 6);
        LatentNoise whole = new(NoiseSource.Create(NoiseKind.Cuda, 9), layout);
        whole.Draw(card);
        whole.Pass();

        LatentNoise resumed = new(NoiseSource.Create(whole.Save()), layout);

        Assert.Equal(2UL, whole.Save().Position);
        Assert.Equal(Numbers.Read(resumed.Draw(processor)), Numbers.Read(whole.Draw(card)));
    }

    [Theory]
    [InlineData(NoiseKind.Cuda, new[] { nameof(InterpretingDriver.Launch) })]
    [InlineData(NoiseKind.Torch, new[] { nameof(InterpretingDriver.SynchronizeEvent), nameof(InterpretingDriver.CopyToCard), nameof(InterpretingDriver.Record) })]
    [InlineData(NoiseKind.Numpy, new[] { nameof(InterpretingDriver.SynchronizeEvent), nameof(InterpretingDriver.CopyToCard), nameof(InterpretingDriver.Record) })]
    public void Only_noise_that_a_card_does_not_have_is_copied_there(NoiseKind kind, string[] calls)
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, Precision.Autocast);
        LatentNoise noise = new(NoiseSource.Create(kind, 1), new LatentLayout(1, 4, 4));
        noise.Draw(card);
        driver.ClearCalls();

        noise.Draw(card);

        Assert.Equal(calls, driver.Calls.Select(call => call.Name));
    }

    [Fact]
    public void The_processor_does_not_offer_noise_of_its_own()
    {
        using CpuDevice processor = new(threads: 1);

        Assert.Null(processor.DrawNoise([1, 2, 2, 4], seed: 1, tensor: 0, first: 0));
    }
}
