using System.Text.Json;
using Easel.Checkpoints;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Schedules;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.Tokenizers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>A model with recordings of its stages, on the CPU unless it is opened on another device.</summary>
internal sealed class ReferenceModel : IDisposable
{
    private readonly string _configPath;
    private readonly string _recordings;
    private readonly Checkpoint _checkpoint;
    private readonly OriginalConfig _config;
    private readonly Weights _weights;

    private ReferenceModel(string checkpoint, string config, string recordings, bool ema, Device? device)
    {
        Device = device ?? new CpuDevice(threads: 2);
        _configPath = config;
        _recordings = recordings;
        _checkpoint = Checkpoint.Open(checkpoint);
        _config = ConfigFile.Read(config);
        _weights = _checkpoint.Weights(Device, ema);
    }

    /// <summary>One of the networks that lie beside the repository.</summary>
    public static ReferenceModel Golden(string folder, string checkpoint, string config, bool ema = false, Device? device = null)
        => new(Goldens.Path(folder, checkpoint), Goldens.Path(folder, config), Goldens.Path(folder, "stages"), ema, device);

    /// <summary>The model that comes with Easel.</summary>
    public static ReferenceModel Pocket(Device? device = null)
    {
        PipelineOptions pocket = Parity.Tests.Pocket.Model.Options;
        return new(pocket.Checkpoint, pocket.Config!, Parity.Tests.Pocket.Recordings, ema: false, device);
    }

    /// <summary>In full precision, unless the model was opened on another.</summary>
    public Device Device { get; }

    public TextEncoder TextEncoder() => new(_weights / ModelNames.TextEncoder, ModelRecognition.RecognizeTextEncoder(_weights, TextHeads()));

    public UNetModel UNet() => new(_weights / ModelNames.UNet, _config.UNet);

    public Encoder Encoder() => new(_weights / ModelNames.Autoencoder, _config.Autoencoder);

    public Decoder Decoder() => new(_weights / ModelNames.Autoencoder, _config.Autoencoder);

    /// <summary>Guidance of the UNet from nothing to a prompt.</summary>
    public ClassifierFreeGuidance Guidance(ClipTokenizer tokenizer, string prompt, double scale)
    {
        TextEncoder encoder = TextEncoder();
        UNetModel unet = UNet();
        using Tensor wanted = Encode(prompt);
        using Tensor unwanted = Encode("");
        return new ClassifierFreeGuidance(context => new ConditionedUNet(unet, context), wanted, unwanted, scale);

        Tensor Encode(string text)
        {
            using Tensor ids = Device.Upload([.. tokenizer.Encode(text).Ids], [1, ClipTokenizer.Length]);
            return encoder.Forward(ids);
        }
    }

    /// <summary>What the UNet predicts of recorded inputs, [batch, height, width, channels].</summary>
    public float[] PredictNoise(UNetModel unet, SafeTensors recording, string name)
    {
        using Tensor x = UploadMap(recording, $"{name}.x");
        using Tensor time = UploadTimes(recording, $"{name}.t", unet.Shape.Channels);
        using Tensor context = Upload(recording, $"{name}.context");
        using PromptContext prompts = unet.Read(context);
        using Tensor noise = unet.Forward(x, time, prompts);
        return Download(noise);
    }

    /// <summary>A recorded feature map, [batch, height, width, channels].</summary>
    public static float[] RecordedMap(SafeTensors recording, string name) => Compare.ChannelsLast(recording.Floats(name), recording.Shape(name));

    public float LatentScale => _config.Diffusion.LatentScale;

    public NoiseSchedule Schedule => NoiseSchedule.Linear(_config.Diffusion.LinearStart, _config.Diffusion.LinearEnd, _config.Diffusion.TimeSteps);

    public SafeTensors Stage(string name) => new(Path.Combine(_recordings, $"{name}.safetensors"));

    /// <summary>A recorded feature map, [batch, channels, height, width] there, channels-last here.</summary>
    public Tensor UploadMap(SafeTensors recording, string name)
    {
        int[] shape = recording.Shape(name);
        return Device.Upload(Compare.ChannelsLast(recording.Floats(name), shape), [shape[0], shape[2], shape[3], shape[1]]);
    }

    public Tensor Upload(SafeTensors recording, string name) => Device.Upload(recording.Floats(name), Shape.Of(recording.Shape(name)));

    /// <summary>Sines and cosines of recorded time steps, whole or fractional.</summary>
    public Tensor UploadTimes(SafeTensors recording, string name, int width)
    {
        float[] times = recording.TypeOf(name) == "I64" ? [.. recording.Longs(name).Select(time => (float)time)] : recording.Floats(name);
        return Device.Upload([.. times.SelectMany(time => TimeEmbedding.Of(time, width))], [times.Length, width]);
    }

    public float[] Download(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        Device.Download(tensor, values);
        return values;
    }

    /// <summary>Asserts that a feature map is as recorded.</summary>
    public void AssertMap(SafeTensors recording, string name, Tensor actual, float tolerance)
    {
        int[] shape = recording.Shape(name);
        float[] wanted = shape.Length == 4 ? Compare.ChannelsLast(recording.Floats(name), shape) : recording.Floats(name);
        Compare.Absolute(wanted, Download(actual), tolerance, name);
    }

    public void Dispose()
    {
        Device.Dispose();
        _checkpoint.Dispose();
    }

    /// <summary>As the text tower's own config says, in the folder that the model's config names; 0, which is found out, if it names none.</summary>
    private int TextHeads()
    {
        string path = Path.Combine(Path.GetDirectoryName(_configPath)!, _config.TextEncoder ?? "", "config.json");
        if (!File.Exists(path))
        {
            return 0;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return json.RootElement.GetProperty("num_attention_heads").GetInt32();
    }
}
