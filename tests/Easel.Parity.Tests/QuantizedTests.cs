using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>A whole UNet whose middle layers are in int8, against the recording in float32.</summary>
public sealed class QuantizedTests
{
    [Theory, InlineData(Precision.Full), InlineData(Precision.Autocast)]
    public void Predicted_noise_of_pocket_is_near_the_recorded_one(Precision precision)
    {
        foreach (string name in (string[])["a", "b", "c"])
        {
            double difference = Difference(precision, name, QuantizedLayers.Include);

            TestContext.Current.SendDiagnosticMessage($"{precision}, {name}: {difference:E2}");
            Assert.True(difference <= Tolerances.Quantized, $"{name}: off by {difference:E2} of its root mean square, allowed {Tolerances.Quantized:E2}");
        }
    }

    private static double Difference(Precision precision, string name, Func<string, bool> quantizes)
    {
        using var model = ReferenceModel.Pocket(new CpuDevice(threads: 2, precision) { Quantizes = quantizes });
        SafeTensors recording = model.Stage("unet");
        UNetModel unet = model.UNet();
        using Tensor x = model.UploadMap(recording, $"{name}.x");
        using Tensor time = model.UploadTimes(recording, $"{name}.t", unet.Shape.Channels);
        using Tensor context = model.Upload(recording, $"{name}.context");
        using PromptContext prompts = unet.Read(context);

        using Tensor noise = unet.Forward(x, time, prompts);

        return Compare.Relative(Compare.ChannelsLast(recording.Floats($"{name}.eps"), recording.Shape($"{name}.eps")), model.Download(noise));
    }
}
