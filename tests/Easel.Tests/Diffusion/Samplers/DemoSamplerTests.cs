using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

/// <summary>The samplers of the OpenVINO program against runs of diffusers 0.2.4 on a noise that is a formula: eps(x, t) = 0.7 x + 0.2 sin(2 x + t / 100).</summary>
public class DemoSamplerTests
{
    private const string Recordings = "samplers/openvino_schedulers.safetensors";

    private static readonly NoiseSchedule s_schedule = NoiseSchedule.OfDiffusers(0.00085, 0.012, isScaled: true);
    private static readonly LatentLayout s_layout = new(Batch: 2, Height: 8, Width: 8);

    [Theory]
    [InlineData(10)]
    [InlineData(32)]
    public void Lms_takes_the_recorded_way(int steps)
    {
        SafeTensors recording = Goldens.Open(Recordings);
        LmsSampler sampler = new(DemoSchedule.Of(s_schedule, steps));

        (List<float> times, List<float[]> latents) = Run(sampler, Parts(recording, $"ov_lms.{steps}.x")[0], first: 0);

        Tolerances.AssertRelative(recording.Doubles($"ov_lms.{steps}.sigmas"), sampler.Schedule.Sigmas, Tolerances.SigmaOfSameAlphas);
        Assert.Equal(recording.Doubles($"ov_lms.{steps}.timesteps").Select(time => (float)time), times);
        AssertWay(Parts(recording, $"ov_lms.{steps}.x"), latents);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(32)]
    public void Lms_weighs_slopes_as_recorded(int steps)
    {
        SafeTensors recording = Goldens.Open(Recordings);
        LmsSampler sampler = new(DemoSchedule.Of(s_schedule, steps));

        for (int step = 0; step < 6; step++)
        {
            double[] wanted = recording.Doubles($"ov_lms.{steps}.coeff{step}");
            Tolerances.AssertRelative(wanted, sampler.Coefficients(step, wanted.Length), Tolerances.MultistepWeight);
        }
    }

    [Fact]
    public void Lms_weighs_slopes_so_that_a_cubic_is_integrated_exactly()
    {
        LmsSampler sampler = new(DemoSchedule.Of(s_schedule, 12));
        ReadOnlySpan<double> sigmas = sampler.Schedule.Sigmas;

        double[] weights = sampler.Coefficients(step: 11, order: 4);

        double sum = 0;
        for (int j = 0; j < 4; j++)
        {
            sum += weights[j] * sigmas[11 - j] * sigmas[11 - j] * sigmas[11 - j];
        }

        double exact = -Math.Pow(sigmas[11], 4) / 4; // from sigma_11 to 0
        Assert.Equal(exact, sum, Math.Abs(exact) * 1e-9);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(32)]
    public void Pndm_takes_the_recorded_way(int steps)
    {
        SafeTensors recording = Goldens.Open(Recordings);
        DemoPndmSampler sampler = new(s_schedule, steps);

        (List<float> times, List<float[]> latents) = Run(sampler, Parts(recording, $"ov_pndm.{steps}.x")[0], first: 0);

        Assert.Equal(recording.Longs($"ov_pndm.{steps}.timesteps").Select(time => (float)time), times);
        AssertWay(Parts(recording, $"ov_pndm.{steps}.x"), latents);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(32)]
    public void Pndm_noises_a_picture_as_recorded(int steps)
    {
        SafeTensors recording = Goldens.Open(Recordings);
        DemoPndmSampler sampler = new(s_schedule, steps);
        float[] picture = Parts(recording, $"ov_pndm.{steps}.x")[0];
        float[] noise = Narrow(recording.Doubles($"ov_pndm.{steps}.add_noise.noise"));
        int step = sampler.Times.IndexOf((int)recording.Longs($"ov_pndm.{steps}.add_noise.t")[0]);

        NoiseLevel level = sampler.LevelAt(step);

        float[] noisy = [.. picture.Zip(noise, (x, n) => (float)((level.Signal * x) + (level.Noise * n)))];
        Tolerances.AssertAbsolute(Narrow(recording.Doubles($"ov_pndm.{steps}.add_noise.out")), noisy, Tolerances.Analytic);
    }

    [Theory]
    [InlineData(10, 0.8, 2, 2)] // 9 of 11 times are left; of tiny-sd/openvino-demo/img2img
    [InlineData(10, 0.5, 5, 5)]
    [InlineData(10, 1.0, 1, 1)]
    [InlineData(10, 0.0, 10, 10)]
    [InlineData(32, 0.5, 16, 17)] // 33 times and one twice: the noise is that of one step later
    [InlineData(1, 0.5, 1, 0)] // one time: no step is left, as in the original
    public void Pndm_begins_with_a_picture_where_the_original_does(int steps, double strength, int step, int levelOfStep)
    {
        DemoPndmSampler sampler = new(s_schedule, steps);

        SamplerStart start = sampler.StartFor(strength);

        Assert.Equal((step, sampler.LevelAt(levelOfStep)), (start.Step, start.Level));
    }

    [Fact]
    public void Pndm_that_begins_later_takes_its_first_step_twice()
    {
        // By hand for a noise of 1 everywhere: every blend of it is 1, so each step is x' = sqrt(a'/a) x - (a' - a) / (a sqrt(1 - a') + sqrt(a (1 - a) a')).
        DemoPndmSampler sampler = new(s_schedule, 10);
        float[] start = [.. Enumerable.Repeat(1f, s_layout.Count)];

        (List<float> times, List<float[]> latents) = Run(sampler, start, first: 3, (_, _) => 1);

        Assert.Equal([701, 601, 501, 401, 301, 201, 101, 1], times);
        double first = Moved(1, 701, 601);
        double[] wanted = [first, Moved(1, 701, 601), Moved(first, 501, 401), Moved(Moved(first, 501, 401), 401, 301)];
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], latents[i + 1][0], Tolerances.Analytic);
        }

        static double Moved(double x, int from, int to)
        {
            double a = s_schedule.Alphas[from];
            double b = s_schedule.Alphas[to];
            return (Math.Sqrt(b / a) * x) - ((b - a) / ((a * Math.Sqrt(1 - b)) + Math.Sqrt(a * (1 - a) * b)));
        }
    }

    [Theory]
    [InlineData(SamplerKind.DemoLms, 0)]
    [InlineData(SamplerKind.DemoLms, 1001)]
    [InlineData(SamplerKind.DemoPndm, 0)]
    [InlineData(SamplerKind.DemoPndm, 1001)]
    public void More_steps_than_times_are_refused(SamplerKind kind, int steps)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Sampler.Create(kind, s_schedule, steps));

        Assert.Contains("1 to 1000", error.Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(600)]
    [InlineData(1000)]
    public void Pndm_makes_the_numbers_of_steps_where_the_original_leaves_its_times(int steps)
    {
        DemoPndmSampler sampler = new(s_schedule, steps);

        (List<float> times, List<float[]> latents) = Run(sampler, [.. Enumerable.Repeat(1f, s_layout.Count)], first: 0);

        Assert.All(times, time => Assert.InRange(time, 0, 999));
        Assert.All(latents[^1], value => Assert.True(float.IsFinite(value)));
    }

    private static void AssertWay(List<float[]> wanted, List<float[]> latents)
    {
        Assert.Equal(wanted.Count, latents.Count);
        for (int i = 0; i < wanted.Count; i++)
        {
            float largest = wanted[i].Max(MathF.Abs);
            Tolerances.AssertAbsolute(wanted[i], latents[i], largest * Tolerances.AnalyticWay);
        }
    }

    /// <summary>The model's times, and the latents before each step and after the last, as planes.</summary>
    private static (List<float> Times, List<float[]> Latents) Run(Sampler sampler, float[] start, int first, Func<double, double, double>? noiseOf = null)
    {
        noiseOf ??= (x, t) => (0.7 * x) + (0.2 * Math.Sin((2 * x) + (t / 100)));
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Numpy, 0), s_layout);
        List<float> times = [];
        List<float[]> latents = [start];

        SamplerState state = SamplerState.Begin(s_layout.Upload(device, start), noise, first);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, noise);
            latents.Add(RecordedRun.Planes(state.Latent));
        }

        Assert.Equal(0UL, state.Noise.Position);
        return (times, latents);

        Tensor Predict(Tensor latent, float time)
        {
            times.Add(time);
            return s_layout.Upload(device, [.. RecordedRun.Planes(latent).Select(x => (float)noiseOf(x, time))]);
        }
    }

    private static List<float[]> Parts(SafeTensors recording, string name) => [.. Narrow(recording.Doubles(name)).Chunk(s_layout.Count)];

    private static float[] Narrow(double[] values) => [.. values.Select(value => (float)value)];
}
