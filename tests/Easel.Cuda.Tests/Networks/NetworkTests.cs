using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Models.Autoencoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Cuda.Tests.Networks;

/// <summary>Whole networks on the card against those on the processor.</summary>
public sealed class NetworkTests
{
    [Theory, InlineData(Precision.Full), InlineData(Precision.Autocast)]
    public void A_UNet_predicts_what_the_processor_predicts_also_when_it_is_recorded(Precision precision)
    {
        using CudaDevice card = Cards.Open(precision);
        using CpuDevice processor = new(threads: 1);

        float[][] actual = Predict(card);

        float[][] wanted = Predict(processor);
        for (int i = 0; i < wanted.Length; i++)
        {
            double distance = Numbers.Distance(wanted[i], actual[i]);
            double allowed = precision == Precision.Full ? Tolerances.FullNetwork : Tolerances.HalfNetwork;
            TestContext.Current.SendDiagnosticMessage($"UNet in {precision}, call {i}: {distance:E2}");
            Assert.True(distance <= allowed, $"call {i}: off by {distance:E2} of the root mean square, allowed {allowed:E2}");
        }
    }

    [Fact]
    public void A_recorded_step_is_one_launch()
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, Precision.Autocast);
        UNetModel unet = new(SmallModel.Weights(card) / "unet", SmallModel.UNetShape);
        using Tensor context = card.Upload(Numbers.Random(7 * 24, 9), [1, 7, 24]);
        using PromptContext prompts = unet.Read(context);
        using Tensor x = card.Upload(Numbers.Random(4 * 4 * 4, 1), [1, 4, 4, 4]);
        using Tensor time = card.Upload(Numbers.Random(32, 2), [1, 32]);
        using RepeatedWork repeated = card.Repeat(inputs => unet.Forward(inputs[0], inputs[1], prompts));
        repeated.Run(x, time).Dispose();
        repeated.Run(x, time).Dispose();
        driver.ClearCalls();

        repeated.Run(x, time).Dispose();

        // The inputs' copies, the recording, and its result's.
        Assert.Equal(["CopyOnCard", "CopyOnCard", "LaunchGraph", "CopyOnCard"], driver.Calls.Select(call => call.Name));
    }

    [Theory, InlineData(Precision.Full), InlineData(Precision.Autocast)]
    public void A_decoder_paints_what_the_processor_paints_whole_and_in_bands(Precision precision)
    {
        using CudaDevice card = Cards.Open(precision);
        using CpuDevice processor = new(threads: 1);
        float[] wanted = Decode(processor, null);
        foreach (long? memory in (long?[])[null, 0])
        {
            double distance = Numbers.Distance(wanted, Decode(card, memory));
            double allowed = precision == Precision.Full ? Tolerances.FullNetwork : Tolerances.HalfNetwork;
            TestContext.Current.SendDiagnosticMessage($"decoder in {precision}, memory {memory}: {distance:E2}");
            Assert.True(distance <= allowed, $"memory {memory}: off by {distance:E2} of the root mean square, allowed {allowed:E2}");
        }
    }

    /// <summary>Three calls with inputs of their own: one as it is, one that is recorded, one of the recording.</summary>
    private static float[][] Predict(Device device)
    {
        UNetModel unet = new(SmallModel.Weights(device) / "unet", SmallModel.UNetShape);
        using Tensor context = device.Upload(Numbers.Random(2 * 7 * 24, 9), [2, 7, 24]);
        using PromptContext prompts = unet.Read(context);
        using RepeatedWork repeated = device.Repeat(inputs => unet.Forward(inputs[0], inputs[1], prompts));
        return [.. Enumerable.Range(0, 3).Select(call =>
        {
            using Tensor x = device.Upload(Numbers.Random(2 * 7 * 6 * 4, call), [2, 7, 6, 4]);
            using Tensor time = device.Upload(Numbers.Random(2 * 32, 100 + call), [2, 32]);
            using Tensor noise = repeated.Run(x, time);
            return Numbers.Read(noise);
        })];
    }

    private static float[] Decode(Device device, long? memory)
    {
        Decoder decoder = new(SmallModel.Weights(device) / "decoder", SmallModel.AutoencoderShape);
        using Tensor z = device.Upload(Numbers.Random(7 * 5 * 4, 3), [1, 7, 5, 4]);
        using Tensor picture = decoder.Forward(z, memory);
        return Numbers.Read(picture);
    }
}
