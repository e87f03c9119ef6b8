using Easel.Checkpoints;
using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Pipelines;

/// <summary>Whole runs on a card.</summary>
public sealed class CardPipelineTests : IDisposable
{
    private const string Planted = "model.diffusion_model.middle_block.1.transformer_blocks.0.ff.net";

    // 16 times this passes 65504, the largest half; gelu(16) = 16.
    private const float Large = 6250;
    private const float Gate = 16;

    // Of -1 to 1: what halves make of a picture of a few steps.
    private const double Near = 0.005;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("easel-test-");

    [Fact]
    public void Noise_of_the_cuda_source_is_not_copied_to_the_card_within_steps()
    {
        int without = CopiesOf(SamplerKind.Ddim, NoiseKind.Cuda);

        Assert.Equal(without, CopiesOf(SamplerKind.EulerAncestral, NoiseKind.Cuda));
        Assert.True(CopiesOf(SamplerKind.EulerAncestral, NoiseKind.Torch) > without);
    }

    /// <summary>Recorded steps, noise drawn on the card, a layer that overflows in each step: the processor's exact picture, nearly.</summary>
    [Fact]
    public void A_run_in_which_a_layer_overflows_goes_on_and_paints_nearly_what_the_processor_paints_in_float32()
    {
        Assert.SkipUnless(
            Cards.IsReal || Environment.GetEnvironmentVariable("EASEL_TEST_MATRIX") == "full",
            "NOT TESTED: takes 40 s where kernels are interpreted; EASEL_TEST_MATRIX=full, or a card named by EASEL_TEST_CARD=0, asks for it.");
        PipelineOptions planted = CardRuns.Pocket with { Checkpoint = Plant() };
        ImageRequest request = CardRuns.Request(steps: 2) with { Sampler = SamplerKind.EulerAncestral, Noise = NoiseKind.Cuda, GuidanceScale = 1 };

        IReadOnlyList<RunUpdate> card = CardRuns.Paint(planted, CardRuns.MachineOfTests(), request);
        IReadOnlyList<RunUpdate> processor = CardRuns.Paint(planted with { Device = DeviceChoice.Cpu, Precision = Precision.Full }, CardRuns.MachineOfTests(), request);

        LayerRedoneUpdate[] told = [.. card.OfType<LayerRedoneUpdate>()];
        Assert.Equal([1, 2], told.Select(update => update.Redone.Step));
        Assert.All(told, update => Assert.Equal([$"{Planted}.0.proj", $"{Planted}.2"], update.Redone.Layers));
        ImageUpdate picture = Assert.Single(card.OfType<ImageUpdate>());
        Assert.Equal(2, picture.Redone.Count);
        double difference = picture.Unit.Zip(processor.OfType<ImageUpdate>().Single().Unit, (x, y) => Math.Abs(x - y)).Average();
        TestContext.Current.SendDiagnosticMessage($"{difference:E2} on average");
        Assert.InRange(difference, 0, Near);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int CopiesOf(SamplerKind sampler, NoiseKind noise)
    {
        using InterpretingDriver driver = new() { Computes = false };
        ImageRequest request = CardRuns.Request(steps: 4) with { Sampler = sampler, Noise = noise };
        using var pipeline = Pipeline.Open(CardRuns.Pocket, _ => { }, CardRuns.MachineOf(driver));
        int copies = 0;
        foreach (RunUpdate update in pipeline.Run(request, TestContext.Current.CancellationToken))
        {
            // The first step follows prompts and the latent that the run begins with.
            copies += update is StepUpdate { Step: > 1 } ? driver.Calls.Count(call => call.Name == nameof(InterpretingDriver.CopyToCard)) : 0;
            driver.ClearCalls();
        }

        return copies;
    }

    /// <summary>The model with a layer one of whose values halves do not hold; the layer behind makes it small again.</summary>
    private string Plant()
    {
        string path = Path.Combine(_folder.FullName, "planted.ckpt");
        using Checkpoint original = Checkpoint.Open(CardRuns.Pocket.Checkpoint);
        using FileStream stream = File.Create(path);
        TorchZipWriter writer = new(stream);
        foreach ((string name, HostTensor tensor) in original.Tensors.Where(entry => entry.Value.Shape.Count > 0))
        {
            float[] all = tensor.ToArray();
            int width = tensor.Shape.Rank < 2 ? 0 : tensor.Shape[1];
            switch (name)
            {
                case $"{Planted}.0.proj.weight":
                    all.AsSpan(0, width).Clear();
                    all.AsSpan(all.Length / 2, width).Clear();
                    break;
                case $"{Planted}.0.proj.bias":
                    all[0] = Large;
                    all[all.Length / 2] = Gate;
                    break;
                case $"{Planted}.2.weight":
                    for (int row = 0; row < tensor.Shape[0]; row++)
                    {
                        all[row * width] = 1 / (Large * Gate);
                    }

                    break;
            }

            writer.Add(name, tensor.Shape, (first, values) => all.AsSpan((int)first, values.Length).CopyTo(values));
        }

        writer.Complete();
        return path;
    }
}
