using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Samplers;

public class PlmsSamplerTests
{
    [Fact]
    public void A_run_leads_where_the_recorded_one_did()
    {
        SafeTensors recording = Goldens.Open("tiny-sd/stages/samplers.safetensors");
        float[] x = recording.Floats("plms.x");
        float[] clean = recording.Floats("plms.pred_x0");
        float[] modelInputs = recording.Floats("plms.model_in_x");
        RecordedNoise noise = new([]);
        Sampler sampler = Sampler.Create(SamplerKind.Plms, NoiseSchedule.Linear(), steps: 10);

        List<double[]> outputs = ModelOutputs(RecordedRun.Part(x, 0), RecordedRun.Part(modelInputs, 1), DdimSamplerTests.ModelOutputs(x, clean));
        var run = RecordedRun.Of(sampler, RecordedRun.Part(x, 0), outputs, noise);

        Assert.Equal(recording.Floats("plms.model_in_t"), run.ModelTimes);
        Assert.Equal(recording.Longs("plms.n_noise_draws")[0], noise.Draws);
        for (int i = 0; i < 11; i++)
        {
            Tolerances.AssertAbsolute(RecordedRun.Part(modelInputs, i), run.ModelLatents[i], Tolerances.Latent);
        }

        for (int i = 0; i < 10; i++)
        {
            Tolerances.AssertAbsolute(RecordedRun.Part(x, i + 1), run.Latents[i], Tolerances.Latent);
            Tolerances.AssertAbsolute(RecordedRun.Part(clean, i), run.Cleans[i], Tolerances.Latent);
        }
    }

    [Fact]
    public void Fresh_noise_is_refused()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Sampler.Create(SamplerKind.Plms, NoiseSchedule.Linear(), steps: 10, eta: 0.5));

        Assert.Contains("eta must be 0", error.Message);
    }

    /// <summary>What the model must have said for the latent of its second call, and for these blends: each is solved for its newest output.</summary>
    private static List<double[]> ModelOutputs(float[] start, float[] trial, List<double[]> blends)
    {
        SafeTensors schedule = Goldens.Open("tiny-sd/stages/schedule.safetensors");
        double alpha = schedule.Floats("ddim_alphas.10")[9];
        double before = schedule.Doubles("ddim_alphas_prev.10")[9];

        // trial = sqrt before (start - sqrt(1 - alpha) e) / sqrt alpha + sqrt(1 - before) e
        double ofStart = Math.Sqrt(before / alpha);
        double ofOutput = Math.Sqrt(1 - before) - (ofStart * Math.Sqrt(1 - alpha));
        List<double[]> e = [Each(k => (trial[k] - (ofStart * start[k])) / ofOutput)];
        double[] ahead = Each(k => (2 * blends[0][k]) - e[0][k]);

        e.Add(Each(k => ((2 * blends[1][k]) + e[0][k]) / 3));
        e.Add(Each(k => ((12 * blends[2][k]) + (16 * e[1][k]) - (5 * e[0][k])) / 23));
        for (int i = 3; i < blends.Count; i++)
        {
            e.Add(Each(k => ((24 * blends[i][k]) + (59 * e[i - 1][k]) - (37 * e[i - 2][k]) + (9 * e[i - 3][k])) / 55));
        }

        e.Insert(1, ahead);
        return e;

        double[] Each(Func<int, double> of) => [.. Enumerable.Range(0, start.Length).Select(of)];
    }
}
