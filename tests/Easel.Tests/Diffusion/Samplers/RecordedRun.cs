using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

/// <summary>A sampler's run with model outputs told beforehand: what the model was asked, and where the steps led.</summary>
internal sealed class RecordedRun
{
    private static readonly LatentLayout s_layout = new(Batch: 2, Height: 8, Width: 8);

    public List<float[]> ModelLatents { get; } = [];

    public List<float> ModelTimes { get; } = [];

    public List<float[]> Latents { get; } = [];

    public List<float[]> Cleans { get; } = [];

    /// <summary>Runs all steps. Everything told and found is planes, [2, 4, 8, 8].</summary>
    public static RecordedRun Of(Sampler sampler, float[] start, IReadOnlyList<double[]> outputs, RecordedNoise source)
    {
        RecordedRun run = new();
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(source, s_layout);
        SamplerState state = SamplerState.Begin(s_layout.Upload(device, start), noise);

        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, noise);
            run.Latents.Add(Planes(state.Latent));
            run.Cleans.Add(Planes(state.Clean!));
        }

        return run;

        Tensor Predict(Tensor latent, float time)
        {
            float[] output = [.. outputs[run.ModelTimes.Count].Select(value => (float)value)];
            run.ModelLatents.Add(Planes(latent));
            run.ModelTimes.Add(time);
            return s_layout.Upload(latent.Device, output);
        }
    }

    /// <summary>The i-th of equal parts.</summary>
    public static float[] Part(float[] all, int i) => all[(i * s_layout.Count)..((i + 1) * s_layout.Count)];

    /// <summary>A tensor as planes.</summary>
    public static float[] Planes(Tensor latent)
    {
        float[] planes = new float[s_layout.Count];
        s_layout.Download(latent, planes);
        return planes;
    }
}
