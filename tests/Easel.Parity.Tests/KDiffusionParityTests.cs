using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>The samplers of k-diffusion on the recorded model, denoised(x, sigma) = 0.5 x / (1 + sigma^2) + 0.1 sin(x).</summary>
public class KDiffusionParityTests
{
    private const int Steps = 10;

    public static TheoryData<string, ScheduleKind> Runs
    {
        get
        {
            string[] samplers =
            [
                "euler", "heun", "dpm_2", "lms", "dpmpp_2m", "euler_ancestral", "dpm_2_ancestral", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m_sde", "dpmpp_3m_sde",
            ];
            TheoryData<string, ScheduleKind> runs = new()
            {
                { "dpmpp_2m_sde_heun", ScheduleKind.Karras },
                { "euler_ancestral_eta0.5", ScheduleKind.Karras },
                { "dpmpp_2m_sde_eta0", ScheduleKind.Karras },
            };
            foreach (ScheduleKind schedule in (ScheduleKind[])[ScheduleKind.Normal, ScheduleKind.Karras, ScheduleKind.Exponential])
            {
                foreach (string sampler in samplers)
                {
                    runs.Add(sampler, schedule);
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_takes_the_recorded_way(string sampler, ScheduleKind kind)
    {
        SafeTensors recording = Goldens.Open("samplers", "kdiffusion.safetensors");
        string name = $"{sampler}.{ScheduleNames.NameOf(kind)}";
        var schedule = SigmaSchedule.Of(NoiseSchedule.Linear(), kind, Steps);
        float[] asked = recording.Floats($"{name}.model_sigmas");
        float[] start = [.. recording.Floats("x_unit").Select(value => (float)(value * schedule[0]))];

        var run = AnalyticRun.Of(Build(sampler, schedule), start, (input, call) => Noise(input, asked[call]), AnalyticRun.Optional(recording, $"{name}.noise"));

        AssertSigmas(recording.Floats($"{name}.sigmas"), schedule.Sigmas);
        AssertTimes(asked, run.ModelTimes);
        Assert.Equal(recording.Names.Contains($"{name}.noise") ? recording.Shape($"{name}.noise")[0] : 0, run.Draws);
        for (int i = 0; i <= Steps; i++)
        {
            AnalyticRun.AssertLatent(name, recording.Floats($"{name}.x"), i, run.Latents[i]);
        }

        AnalyticRun.AssertLatent(name, recording.Floats($"{name}.final"), 0, run.Latents[Steps]);
    }

    [Fact]
    public void Dpm_fast_ends_as_recorded()
    {
        SafeTensors recording = Goldens.Open("samplers", "kdiffusion.safetensors");
        float[] trained = recording.Floats("sigmas_1000");
        Sampler sampler = Sampler.Create(SamplerKind.DpmFast, NoiseSchedule.Linear(), Steps);
        float[] start = [.. recording.Floats("x_unit").Select(value => value * trained[^1])];

        // Ten calls are three steps of three, asked at their beginning and at one and two thirds, and one of one.
        float[] asked = [.. Enumerable.Range(0, Steps).Select(call => (float)(trained[^1] * Math.Pow(trained[0] / (double)trained[^1], call / 12.0)))];

        var run = AnalyticRun.Of(sampler, start, (input, call) => Noise(input, asked[call]), []);

        AssertTimes(asked, run.ModelTimes);
        AnalyticRun.AssertLatent("dpm_fast", recording.Floats("dpm_fast.final"), 0, run.Latents[sampler.StepCount]);
    }

    [Theory]
    [InlineData("eta0.5", 0.5)]
    [InlineData("eta1.0", 1)]
    public void An_ancestral_step_goes_down_and_up_as_recorded(string name, double eta)
    {
        SafeTensors recording = Goldens.Open("samplers", "kdiffusion.safetensors");
        float[] from = recording.Floats("ancestral.from");
        float[] to = recording.Floats("ancestral.to");

        AncestralStep[] steps = [.. from.Zip(to, (high, low) => AncestralStep.Of(high, low, eta))];

        AssertSigmas(recording.Floats($"ancestral.{name}.down"), [.. steps.Select(step => step.Down)]);
        AssertSigmas(recording.Floats($"ancestral.{name}.up"), [.. steps.Select(step => step.Up)]);
    }

    [Theory]
    [InlineData(ScheduleKind.Normal)]
    [InlineData(ScheduleKind.Karras)]
    [InlineData(ScheduleKind.Exponential)]
    public void Sigmas_are_the_recorded_ones(ScheduleKind kind)
    {
        SafeTensors recording = Goldens.Open("samplers", "kdiffusion.safetensors");

        foreach (int steps in (int[])[1, 2, 5, 10, 20, 30, 50])
        {
            var schedule = SigmaSchedule.Of(NoiseSchedule.Linear(), kind, steps);

            AssertSigmas(recording.Floats($"sigmas.{ScheduleNames.NameOf(kind)}.{steps}"), schedule.Sigmas);
        }
    }

    [Fact]
    public void Between_trained_times_the_logarithm_of_sigma_is_linear_as_recorded()
    {
        SafeTensors recording = Goldens.Open("samplers", "kdiffusion.safetensors");
        TrainedSigmas trained = new(NoiseSchedule.Linear());

        AssertSigmas(recording.Floats("sigmas_1000"), [.. Enumerable.Range(0, 1000).Select(t => trained[t])]);
        AssertSigmas(recording.Floats("t_to_sigma.sigma"), [.. recording.Floats("t_to_sigma.t").Select(time => trained.SigmaAt(time))]);
        float[] wanted = recording.Floats("sigma_to_t.t");
        float[] sigmas = recording.Floats("sigma_to_t.sigma");
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], trained.TimeAt(sigmas[i]), Tolerances.ModelTimes);
        }
    }

    /// <summary>The recorded model, which sees x / sqrt(sigma^2 + 1) and tells (x - denoised) / sigma.</summary>
    private static double Noise(double input, double sigma)
    {
        double square = (sigma * sigma) + 1;
        double x = input * Math.Sqrt(square);
        return (x - ((0.5 * x / square) + (0.1 * Math.Sin(x)))) / sigma;
    }

    private static void AssertSigmas(float[] wanted, ReadOnlySpan<double> actual)
    {
        Assert.Equal(wanted.Length, actual.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], actual[i], Tolerances.Sigmas * wanted[i]);
        }
    }

    private static void AssertTimes(float[] sigmas, List<float> times)
    {
        TrainedSigmas trained = new(NoiseSchedule.Linear());
        Assert.Equal(sigmas.Length, times.Count);
        for (int i = 0; i < sigmas.Length; i++)
        {
            Assert.Equal(trained.TimeAt(sigmas[i]), times[i], Tolerances.ModelTimes);
        }
    }

    private static Sampler Build(string name, SigmaSchedule schedule) => name switch
    {
        "euler" => new EulerSampler(schedule, eta: 0),
        "euler_ancestral" => new EulerSampler(schedule, eta: 1),
        "euler_ancestral_eta0.5" => new EulerSampler(schedule, eta: 0.5),
        "heun" => new HeunSampler(schedule),
        "dpm_2" => new Dpm2Sampler(schedule, eta: 0),
        "dpm_2_ancestral" => new Dpm2Sampler(schedule, eta: 1),
        "lms" => new LmsSampler(schedule),
        "dpmpp_2m" or "dpmpp_2m_sde_eta0" => new DpmPlusPlus2MSampler(schedule, eta: 0, isHeun: false),
        "dpmpp_2m_sde" => new DpmPlusPlus2MSampler(schedule, eta: 1, isHeun: false),
        "dpmpp_2m_sde_heun" => new DpmPlusPlus2MSampler(schedule, eta: 1, isHeun: true),
        "dpmpp_2s_ancestral" => new DpmPlusPlus2SSampler(schedule, eta: 1),
        "dpmpp_sde" => new DpmPlusPlusSdeSampler(schedule, eta: 1),
        "dpmpp_3m_sde" => new DpmPlusPlus3MSampler(schedule, eta: 1),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such recording."),
    };
}
