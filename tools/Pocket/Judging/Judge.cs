using Easel.Checkpoints;
using Easel.Imaging;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Pocket.Judging;

/// <summary>Says what pictures show.</summary>
internal sealed class Judge : IDisposable
{
    /// <summary>Its weights, beside the program.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "judge.safetensors");

    private readonly CpuDevice _device = new();
    private readonly JudgeNetwork _network;

    /// <summary>Loads the network.</summary>
    /// <param name="path"><c>judge.safetensors</c></param>
    public Judge(string path)
    {
        using Checkpoint file = Checkpoint.OpenAny(path);
        _network = new(file.Weights(_device));
    }

    /// <summary>What a picture of 128 x 128 shows.</summary>
    public Verdict Look(Image picture)
    {
        if (picture.Width != JudgeNetwork.Side || picture.Height != JudgeNetwork.Side)
        {
            throw new ArgumentException($"The judge was given {picture.Width} x {picture.Height} pixels; it knows only {JudgeNetwork.Side} x {JudgeNetwork.Side}.", nameof(picture));
        }

        using Scope scope = _device.BeginScope();
        float[] unit = new float[picture.Pixels.Length];
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = (picture.Pixels.Span[i] / 127.5f) - 1;
        }

        float[] scores = new float[Verdict.Answers];
        _device.Download(_network.Forward(_device.Upload(unit, [1, JudgeNetwork.Side, JudgeNetwork.Side, 3])), scores);
        return Verdict.FromScores(scores);
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
