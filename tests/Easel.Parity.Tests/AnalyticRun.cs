using Easel.Diffusion.Samplers;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tests;
using Easel.Tests.Diffusion.Samplers;

namespace Easel.Parity.Tests;

/// <summary>A sampler's run on a model that is a formula, as recorded in samplers/: [2, 4, 8, 8].</summary>
internal sealed class AnalyticRun
{
    private static readonly LatentLayout s_layout = new(Batch: 2, Height: 8, Width: 8);

    /// <summary>The times the model was asked for, in order.</summary>
    public List<float> ModelTimes { get; private init; } = [];

    /// <summary>The latents that the run began with and that each step led to, as planes.</summary>
    public List<float[]> Latents { get; private init; } = [];

    /// <summary>How often noise was drawn.</summary>
    public int Draws { get; private init; }

    /// <summary>Runs all steps.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="start">Planes.</param>
    /// <param name="predict">The noise in a number of the model's input, at the i-th call.</param>
    /// <param name="noise">What is drawn, in order.</param>
    public static AnalyticRun Of(Sampler sampler, float[] start, Func<double, int, double> predict, float[] noise)
    {
        RecordedNoise source = new(noise);
        LatentNoise latentNoise = new(source, s_layout);
        using CpuDevice device = new(threads: 1);
        AnalyticRun run = new() { Latents = { start } };
        SamplerState state = SamplerState.Begin(s_layout.Upload(device, start), latentNoise);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, latentNoise);
            run.Latents.Add(Planes(state.Latent));
        }

        return new AnalyticRun { Draws = source.Draws, ModelTimes = run.ModelTimes, Latents = run.Latents };

        Tensor Predict(Tensor latent, float time)
        {
            int call = run.ModelTimes.Count;
            run.ModelTimes.Add(time);
            return s_layout.Upload(device, [.. Planes(latent).Select(value => (float)predict(value, call))]);
        }
    }

    /// <summary>Asserts that a latent is the recorded one, on another scale maybe.</summary>
    /// <param name="what">For the message.</param>
    /// <param name="recording">All recorded latents.</param>
    /// <param name="place">Which of them.</param>
    /// <param name="latent">The run's.</param>
    /// <param name="scale">What the recorded latent is multiplied with to be on the run's scale.</param>
    public static void AssertLatent(string what, float[] recording, int place, float[] latent, double scale = 1)
    {
        float[] wanted = [.. recording.AsSpan(place * s_layout.Count, s_layout.Count).ToArray().Select(value => (float)(value * scale))];
        Compare.Absolute(wanted, latent, Tolerances.AnalyticLatents * wanted.Max(MathF.Abs), $"{what}, latent {place}");
    }

    /// <summary>A recording that may not be there, as of a run without noise.</summary>
    public static float[] Optional(SafeTensors recording, string name) => recording.Names.Contains(name) ? recording.Floats(name) : [];

    private static float[] Planes(Tensor latent)
    {
        float[] planes = new float[s_layout.Count];
        s_layout.Download(latent, planes);
        return planes;
    }
}
