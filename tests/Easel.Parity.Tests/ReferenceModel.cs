using System.Text.Json;
using Easel.Checkpoints;
using Easel.Diffusion.Schedules;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>One of the recorded models, on the CPU, with its stages' recordings.</summary>
internal sealed class ReferenceModel : IDisposable
{
    private readonly string _folder;
    private readonly Checkpoint _checkpoint;
    private readonly OriginalConfig _config;
    private readonly Weights _weights;

    public ReferenceModel(string folder, string checkpoint, string config, bool ema = false)
    {
        _folder = folder;
        _checkpoint = Checkpoint.Open(Goldens.Path($"{folder}/{checkpoint}"));
        _config = OriginalConfig.Parse(File.ReadAllText(Goldens.Path($"{folder}/{config}")), config);
        _weights = _checkpoint.Weights(Device, ema);
    }

    public CpuDevice Device { get; } = new(threads: 2);

    public TextEncoder TextEncoder()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Goldens.Path($"{_folder}/{_config.TextEncoder}/config.json")));
        int heads = json.RootElement.GetProperty("num_attention_heads").GetInt32();
        return new TextEncoder(_weights / ModelNames.TextEncoder, ModelRecognition.RecognizeTextEncoder(_weights, heads));
    }

    public UNetModel UNet() => new(_weights / ModelNames.UNet, _config.UNet);

    public Encoder Encoder() => new(_weights / ModelNames.Autoencoder, _config.Autoencoder);

    public Decoder Decoder() => new(_weights / ModelNames.Autoencoder, _config.Autoencoder);

    public float LatentScale => _config.Diffusion.LatentScale;

    public SafeTensors Stage(string name) => Goldens.Open($"{_folder}/stages/{name}.safetensors");

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
}
