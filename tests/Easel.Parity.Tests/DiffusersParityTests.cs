using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The samplers of diffusers on the recorded model, eps(x, t) = 0.7 x + 0.2 sin(2 x + t / 100).</summary>
public class DiffusersParityTests
{
    private static readonly TrainedSigmas s_trained = new(NoiseSchedule.Linear());

    [Theory]
    [InlineData("unipc_bh2_order2", SamplerKind.UniPcMultistep, 10, null, 0)]
    [InlineData("ddpm", SamplerKind.Ddpm, 10, null, 9)]
    [InlineData("lcm4", SamplerKind.Lcm, 4, null, 3)]
    [InlineData("lcm8", SamplerKind.Lcm, 8, null, 7)]
    [InlineData("ddim", SamplerKind.Ddim, 10, null, 10)]
    [InlineData("ddim_eta1", SamplerKind.Ddim, 10, 1.0, 10)]
    public void A_run_at_the_samplers_own_times_takes_the_recorded_way(string name, SamplerKind kind, int steps, double? eta, int draws)
    {
        SafeTensors recording = Open();
        Sampler sampler = Sampler.Create(new SamplerSettings(kind, steps) { Eta = eta }, NoiseSchedule.Linear());
        float[] start = Scaled(recording.Floats("x_T"), sampler.StartScale);

        var run = AnalyticRun.Of(sampler, start, Model(recording, name), AnalyticRun.Optional(recording, $"{name}.noise"));

        Assert.Equal(Times(recording, name), run.ModelTimes);
        Assert.Equal(draws, run.Draws);
        AssertScaled(recording, name, sampler, run);
    }

    [Theory]
    [InlineData("unipc_bh2_order1")]
    [InlineData("unipc_bh2_order2")]
    [InlineData("unipc_bh2_order3")]
    [InlineData("unipc_bh1")]
    [InlineData("unipc_karras")]
    [InlineData("unipc_offset1_leading")]
    [InlineData("dpmsolver_multistep")]
    [InlineData("dpmsolver_multistep_karras")]
    [InlineData("dpmsolver_sde")]
    public void A_run_on_recorded_sigmas_that_keeps_its_variance_takes_the_recorded_way(string name)
    {
        SafeTensors recording = Open();
        SigmaSchedule schedule = Recorded(recording, name);
        Sampler sampler = name switch
        {
            "unipc_bh1" => new UniPcSampler(schedule, order: 2, UniPcBasis.Bh1),
            "unipc_bh2_order1" => new UniPcSampler(schedule, order: 1, UniPcBasis.Bh2),
            "unipc_bh2_order3" => new UniPcSampler(schedule, order: 3, UniPcBasis.Bh2),
            "dpmsolver_multistep" or "dpmsolver_multistep_karras" => new DpmPlusPlus2MSampler(schedule, eta: 0, isHeun: false),
            "dpmsolver_sde" => new DpmPlusPlus2MSampler(schedule, eta: 1, isHeun: false),
            _ => new UniPcSampler(schedule, order: 2, UniPcBasis.Bh2),
        };
        float[] start = Scaled(recording.Floats("x_T"), Math.Sqrt((schedule[0] * schedule[0]) + 1));

        var run = AnalyticRun.Of(sampler, start, Model(recording, name), AnalyticRun.Optional(recording, $"{name}.noise"));

        AssertScaled(recording, name, sampler, run);
    }

    [Theory]
    [InlineData("lms")]
    [InlineData("lms_karras")]
    [InlineData("euler")]
    [InlineData("euler_leading")]
    [InlineData("euler_karras")]
    [InlineData("euler_ancestral")]
    [InlineData("heun")]
    public void A_run_on_recorded_sigmas_takes_the_recorded_way(string name)
    {
        SafeTensors recording = Open();
        SigmaSchedule schedule = Recorded(recording, name);
        Sampler sampler = name switch
        {
            "lms" or "lms_karras" => new LmsSampler(schedule),
            "heun" => new HeunSampler(schedule),
            "euler_ancestral" => new EulerSampler(schedule, eta: 1),
            _ => new EulerSampler(schedule, eta: 0),
        };
        float[] x = recording.Floats($"{name}.x");

        var run = AnalyticRun.Of(sampler, x[..512], Model(recording, name), AnalyticRun.Optional(recording, $"{name}.noise"));

        // Of Heun's method the recording has the latents half-way too; its last step is a single one.
        for (int i = 0; i <= sampler.StepCount; i++)
        {
            int place = name != "heun" ? i : Math.Min(2 * i, (2 * sampler.StepCount) - 1);
            AnalyticRun.AssertLatent(name, x, place, run.Latents[i]);
        }
    }

    [Fact]
    public void Pndm_takes_the_recorded_way()
    {
        SafeTensors recording = Open();
        Sampler sampler = Sampler.Create(SamplerKind.Pndm, NoiseSchedule.Linear(), steps: 10);

        var run = AnalyticRun.Of(sampler, recording.Floats("x_T"), Model(recording, "pndm"), []);

        // The recording has the trial step's latent too.
        Assert.Equal(Times(recording, "pndm"), run.ModelTimes);
        Assert.Equal(0, run.Draws);
        for (int i = 1; i <= sampler.StepCount; i++)
        {
            AnalyticRun.AssertLatent("pndm", recording.Floats("pndm.x"), i + 1, run.Latents[i]);
        }
    }

    private static SafeTensors Open() => Goldens.Open("samplers", "diffusers_schedulers.safetensors");

    private static float[] Times(SafeTensors recording, string name) => [.. recording.Doubles($"{name}.timesteps").Select(time => (float)time)];

    private static float[] Scaled(float[] values, double scale) => [.. values.Select(value => (float)(value * scale))];

    /// <summary>The recorded sigmas and times, each once.</summary>
    private static SigmaSchedule Recorded(SafeTensors recording, string name)
        => new(s_trained, [.. recording.Floats($"{name}.sigmas").Distinct().Select(sigma => (double)sigma)], [.. recording.Doubles($"{name}.timesteps").Distinct()]);

    private static Func<double, int, double> Model(SafeTensors recording, string name)
    {
        double[] times = recording.Doubles($"{name}.timesteps");
        return (x, call) => (0.7 * x) + (0.2 * Math.Sin((2 * x) + (times[call] / 100)));
    }

    /// <summary>Compares latents of variance 1 with those that a sampler counts as signal and noise.</summary>
    private static void AssertScaled(SafeTensors recording, string name, Sampler sampler, AnalyticRun run)
    {
        for (int i = 0; i <= sampler.StepCount; i++)
        {
            NoiseLevel level = sampler.LevelAt(i);
            AnalyticRun.AssertLatent(name, recording.Floats($"{name}.x"), i, run.Latents[i], Math.Sqrt((level.Signal * level.Signal) + (level.Noise * level.Noise)));
        }
    }
}
