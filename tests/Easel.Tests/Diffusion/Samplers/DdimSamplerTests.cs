using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Samplers;

public class DdimSamplerTests
{
    [Theory]
    [InlineData("ddim_eta0", 0)]
    [InlineData("ddim_eta1", 1)]
    [InlineData("ddim_scale1", 0)]
    public void A_run_leads_where_the_recorded_one_did(string name, double eta)
    {
        SafeTensors recording = Goldens.Open("tiny-sd/stages/samplers.safetensors");
        float[] x = recording.Floats($"{name}.x");
        float[] clean = recording.Floats($"{name}.pred_x0");
        RecordedNoise noise = new(eta > 0 ? recording.Floats($"{name}.noise") : []);
        Sampler sampler = Sampler.Create(SamplerKind.Ddim, NoiseSchedule.Linear(), steps: 10, eta);

        var run = RecordedRun.Of(sampler, RecordedRun.Part(x, 0), ModelOutputs(x, clean), noise);

        Assert.Equal(recording.Floats($"{name}.model_in_t"), run.ModelTimes);
        Assert.Equal(recording.Longs($"{name}.n_noise_draws")[0], noise.Draws);
        for (int i = 0; i < 10; i++)
        {
            Tolerances.AssertAbsolute(RecordedRun.Part(x, i + 1), run.Latents[i], Tolerances.Latent);
            Tolerances.AssertAbsolute(RecordedRun.Part(clean, i), run.Cleans[i], Tolerances.Latent);
        }
    }

    /// <summary>What the model must have said for these latents to give these guesses: clean = (x - sqrt(1 - a) e) / sqrt a.</summary>
    internal static List<double[]> ModelOutputs(float[] x, float[] clean)
    {
        float[] alphas = Goldens.Open("tiny-sd/stages/schedule.safetensors").Floats("ddim_alphas.10");
        List<double[]> outputs = [];
        for (int i = 0; i < alphas.Length; i++)
        {
            double alpha = alphas[alphas.Length - 1 - i];
            outputs.Add([.. RecordedRun.Part(x, i).Zip(RecordedRun.Part(clean, i), (noisy, guess) => (noisy - (Math.Sqrt(alpha) * guess)) / Math.Sqrt(1 - alpha))]);
        }

        return outputs;
    }
}
