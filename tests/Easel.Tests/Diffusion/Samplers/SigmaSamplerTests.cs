using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

public class SigmaSamplerTests
{
    private static readonly NoiseSchedule s_model = NoiseSchedule.Linear();

    public static TheoryData<SamplerKind> Kinds => [.. Enum.GetValues<SamplerKind>()];

    [Theory]
    [InlineData(SamplerKind.DpmPlusPlus2M, ScheduleKind.Karras)]
    [InlineData(SamplerKind.DpmPlusPlusSde, ScheduleKind.Karras)]
    [InlineData(SamplerKind.DpmPlusPlus2SAncestral, ScheduleKind.Karras)]
    [InlineData(SamplerKind.Dpm2, ScheduleKind.Karras)]
    [InlineData(SamplerKind.Dpm2Ancestral, ScheduleKind.Karras)]
    [InlineData(SamplerKind.DpmPlusPlus2MSde, ScheduleKind.Exponential)]
    [InlineData(SamplerKind.DpmPlusPlus2MSdeHeun, ScheduleKind.Exponential)]
    [InlineData(SamplerKind.DpmPlusPlus3MSde, ScheduleKind.Exponential)]
    [InlineData(SamplerKind.Euler, ScheduleKind.Normal)]
    [InlineData(SamplerKind.EulerAncestral, ScheduleKind.Normal)]
    [InlineData(SamplerKind.Heun, ScheduleKind.Normal)]
    [InlineData(SamplerKind.Lms, ScheduleKind.Normal)]
    public void Without_a_schedule_it_is_the_one_that_web_UIs_take(SamplerKind kind, ScheduleKind usual)
    {
        Assert.Equal(usual, SamplerNames.UsualSchedule(kind));
        Assert.Equal(Levels(kind, usual), Levels(kind, ScheduleKind.Automatic));
    }

    [Theory]
    [InlineData(SamplerKind.Euler, 14.6146)]
    [InlineData(SamplerKind.UniPc, 14.6488)] // sqrt(14.6146^2 + 1)
    [InlineData(SamplerKind.UniPcMultistep, 14.6488)]
    [InlineData(SamplerKind.DpmFast, 14.6146)]
    [InlineData(SamplerKind.Ddpm, 8.4501)] // sigma 8.3907 at time 901
    [InlineData(SamplerKind.Lcm, 14.6488)]
    [InlineData(SamplerKind.Pndm, 1)]
    public void A_run_begins_with_noise_of_its_own_scale(SamplerKind kind, double scale)
        => Assert.Equal(scale, Sampler.Create(kind, s_model, 10).StartScale, 1e-4);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Levels_fall_from_step_to_step(SamplerKind kind)
    {
        Sampler sampler = Sampler.Create(kind, s_model, 10);

        double[] noise = [.. Enumerable.Range(0, sampler.StepCount + 1).Select(sampler.LevelAt).Select(level => level.Noise / level.Signal)];

        Assert.Equal(noise.OrderDescending(), noise);
        Assert.InRange(noise[^1], 0, 0.03);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.09, 10)]
    [InlineData(0.5, 5)]
    [InlineData(0.75, 3)]
    [InlineData(1, 0)]
    public void With_a_picture_the_last_steps_are_taken(double strength, int first)
    {
        Sampler sampler = Sampler.Create(SamplerKind.Euler, s_model, 10);

        SamplerStart start = sampler.StartFor(strength);

        Assert.Equal(first, start.Step);
        Assert.Equal(sampler.LevelAt(first), start.Level);
        Assert.Equal(1, start.Level.Signal);
    }

    [Theory]
    [InlineData(SamplerKind.Euler, 0, "Euler cannot make 0 steps; it can make 1 to 1000.")]
    [InlineData(SamplerKind.DpmPlusPlus2M, 1001, "DPM++ 2M cannot make 1001 steps; it can make 1 to 1000.")]
    [InlineData(SamplerKind.UniPc, -1, "UniPC cannot make -1 steps; it can make 1 to 1000.")]
    [InlineData(SamplerKind.Lcm, 51, "LCM cannot make 51 steps; it can make 1 to 50.")]
    public void Steps_out_of_range_are_refused(SamplerKind kind, int steps, string message)
        => Assert.Equal(message, Assert.Throws<GenerationException>(() => Sampler.Create(kind, s_model, steps)).Message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_step_and_a_thousand_are_possible_or_refused_with_what_is(SamplerKind kind)
    {
        foreach (int steps in (int[])[1, 2, 1000])
        {
            try
            {
                Assert.True(Sampler.Create(kind, s_model, steps).StepCount > 0);
            }
            catch (GenerationException error)
            {
                Assert.Contains(" to ", error.Message);
            }
        }
    }

    [Theory]
    [InlineData(SamplerKind.Euler, 0.5, "Euler adds no fresh noise: eta must be 0, not 0.5. Other values are taken by DDIM, Euler a, ")]
    [InlineData(SamplerKind.Heun, 1.0, "Heun adds no fresh noise: eta must be 0")]
    [InlineData(SamplerKind.EulerAncestral, -0.1, "Eta is -0.1")]
    [InlineData(SamplerKind.EulerAncestral, double.NaN, "Eta is NaN")]
    [InlineData(SamplerKind.Lcm, 0.0, "LCM makes all noise anew in each step: eta cannot be 0")]
    public void An_eta_that_a_sampler_cannot_have_is_refused(SamplerKind kind, double eta, string message)
        => Assert.StartsWith(message, Assert.Throws<GenerationException>(() => Sampler.Create(kind, s_model, 10, eta)).Message);

    [Theory]
    [InlineData(SamplerKind.Ddim, ScheduleKind.Karras, "DDIM has a schedule of its own and cannot have Karras. ")]
    [InlineData(SamplerKind.Plms, ScheduleKind.SgmUniform, "PLMS has a schedule of its own and cannot have SGM Uniform. ")]
    [InlineData(SamplerKind.Pndm, ScheduleKind.Normal, "PNDM has a schedule of its own and cannot have Normal. ")]
    [InlineData(SamplerKind.DpmSolver, ScheduleKind.Karras, "DPM-Solver has a schedule of its own and cannot have Karras. ")]
    public void A_schedule_that_a_sampler_cannot_have_is_refused_with_those_that_can(SamplerKind kind, ScheduleKind schedule, string message)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Sampler.Create(new SamplerSettings(kind, 10) { Schedule = schedule }, s_model));

        Assert.StartsWith(message, error.Message);
        Assert.Contains("LMS, Euler, Euler a, Heun, ", error.Message);
    }

    [Fact]
    public void Ddim_may_be_told_its_own_schedule()
        => Assert.Equal(Levels(SamplerKind.Ddim, ScheduleKind.Automatic), Levels(SamplerKind.Ddim, ScheduleKind.DdimUniform));

    [Theory]
    [InlineData(1, 1)] // 1000 / steps in whole numbers, times the steps but one, and 1
    [InlineData(30, 958)]
    [InlineData(50, 981)]
    [InlineData(300, 898)]
    [InlineData(999, 999)]
    public void Pndm_takes_as_many_steps_as_are_asked_for(int steps, int first)
    {
        Sampler sampler = Sampler.Create(SamplerKind.Pndm, s_model, steps);

        Assert.Equal(steps, sampler.StepCount);
        Assert.Equal(Math.Sqrt(s_model.Alphas[first]), sampler.LevelAt(0).Signal, 1e-12);
        Assert.Equal(Math.Sqrt(s_model.Alphas[0]), sampler.LevelAt(steps).Signal, 1e-12);
    }

    [Theory]
    [InlineData(SamplerKind.UniPc)]
    [InlineData(SamplerKind.UniPcBh2)]
    public void UniPC_visits_even_times_down_to_the_first_as_in_web_UIs(SamplerKind kind)
    {
        const double Linear = 1e-5; // between trained times the logarithm of alpha is linear, not that of sigma
        Sampler sampler = Sampler.Create(kind, s_model, 10);
        TrainedSigmas trained = new(s_model);

        Assert.All(Enumerable.Range(0, 11), i => Assert.Equal(1, sampler.LevelAt(i).Noise / trained.SigmaAt(999 - (99.9 * i)), Linear));
    }

    [Theory]
    [InlineData(SamplerKind.UniPc, -1.5, -1.86051256)] // the authors' multistep algorithm as A1111 has it, in float64, written down once more
    [InlineData(SamplerKind.UniPc, 0.4, 0.70439475)]
    [InlineData(SamplerKind.UniPc, 2, 2.52454250)]
    [InlineData(SamplerKind.UniPcBh2, -1.5, -1.99694624)]
    [InlineData(SamplerKind.UniPcBh2, 0.4, 0.75376584)]
    [InlineData(SamplerKind.UniPcBh2, 2, 2.55097707)]
    public void UniPC_of_third_order_leads_where_web_UIs_do(SamplerKind kind, double unit, double expected)
    {
        const double Rounding = 1e-5; // of eight steps in float32
        Sampler sampler = Sampler.Create(kind, s_model, 8);
        LatentLayout layout = new(1, 8, 8);
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(new RecordedNoise([]), layout);
        SamplerState state = SamplerState.Begin(layout.Upload(device, [.. Enumerable.Repeat((float)(unit * sampler.StartScale), layout.Count)]), noise);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, noise);
        }

        Assert.All(Values(state.Latent), value => Assert.Equal(expected, value, Rounding));

        Tensor Predict(Tensor latent, float time)
            => device.Upload([.. Values(latent).Select(x => (float)((0.7 * x) + (0.2 * Math.Sin((2 * x) + (time / 100)))))], latent.Shape);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "2")]
    [InlineData(3, "2 1")]
    [InlineData(4, "3 1")]
    [InlineData(5, "3 2")]
    [InlineData(6, "3 2 1")]
    [InlineData(20, "3 3 3 3 3 3 2")]
    public void Dpm_fast_asks_the_model_as_often_as_there_are_steps_to_be(int steps, string calls)
    {
        Sampler sampler = Sampler.Create(SamplerKind.DpmFast, s_model, steps);
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Torch, 5), new LatentLayout(1, 8, 8));
        SamplerState state = SamplerState.Begin(noise.Draw(device), noise);
        List<int> asked = [];
        while (state.Step < sampler.StepCount)
        {
            asked.Add(0);
            state = sampler.Step(state, (latent, _) => { asked[^1]++; return latent; }, noise);
        }

        Assert.Equal(calls, string.Join(' ', asked));
    }

    [Theory]
    [InlineData(SamplerKind.EulerAncestral, SamplerKind.Euler)]
    [InlineData(SamplerKind.Dpm2Ancestral, SamplerKind.Dpm2)]
    [InlineData(SamplerKind.DpmPlusPlus2MSde, SamplerKind.DpmPlusPlus2M)]
    public void Without_fresh_noise_an_ancestral_sampler_is_its_plain_one(SamplerKind noisy, SamplerKind plain)
    {
        Assert.Equal(Run(plain, ScheduleKind.Karras, eta: 0, out _), Run(noisy, ScheduleKind.Karras, eta: 0, out int draws));
        Assert.Equal(0, draws);
    }

    [Theory]
    [InlineData(SamplerKind.EulerAncestral)]
    [InlineData(SamplerKind.Dpm2Ancestral)]
    [InlineData(SamplerKind.DpmPlusPlus2SAncestral)]
    [InlineData(SamplerKind.DpmPlusPlusSde)]
    [InlineData(SamplerKind.DpmPlusPlus2MSde)]
    [InlineData(SamplerKind.DpmPlusPlus2MSdeHeun)]
    [InlineData(SamplerKind.DpmPlusPlus3MSde)]
    [InlineData(SamplerKind.DpmFast)]
    [InlineData(SamplerKind.Ddpm)]
    public void No_eta_leaves_the_numbers(SamplerKind kind)
    {
        ScheduleKind schedule = SamplerNames.HasChoiceOfSchedule(kind) ? ScheduleKind.Karras : ScheduleKind.Automatic;
        foreach (double eta in (double[])[1e-300, 0.3, 1.5, 40, 1e300])
        {
            Assert.All(Run(kind, schedule, eta, out _), value => Assert.True(float.IsFinite(value), $"eta {eta}: {value}"));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_that_knows_the_picture_is_followed_to_it(SamplerKind kind)
    {
        const float Picture = 0.6f;
        Sampler sampler = Sampler.Create(kind, s_model, 20);
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(NoiseSource.Create(NoiseKind.Torch, 5), new LatentLayout(1, 8, 8));
        TrainedSigmas trained = new(s_model);

        Tensor unit = noise.Draw(device);
        SamplerState state = SamplerState.Begin(device.Combine((float)sampler.StartScale, unit, 0, unit), noise);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, Predict, noise);
        }

        // Samplers that end at the first trained time leave its noise: sigma 0.029.
        NoiseLevel end = sampler.LevelAt(sampler.StepCount);
        Assert.All(Values(state.Latent), value => Assert.InRange(value, Picture - (5 * end.Noise) - 0.01, Picture + (5 * end.Noise) + 0.01));

        // A latent of variance 1 is (picture + sigma noise) / sqrt(sigma^2 + 1).
        Tensor Predict(Tensor latent, float time)
        {
            double sigma = trained.SigmaAt(time);
            double scale = Math.Sqrt((sigma * sigma) + 1);
            return device.Upload([.. Values(latent).Select(value => (float)(((value * scale) - Picture) / sigma))], latent.Shape);
        }
    }

    private static double[] Levels(SamplerKind kind, ScheduleKind schedule)
    {
        Sampler sampler = Sampler.Create(new SamplerSettings(kind, 10) { Schedule = schedule }, s_model);
        return [.. Enumerable.Range(0, sampler.StepCount + 1).Select(step => sampler.LevelAt(step).Noise)];
    }

    private static float[] Run(SamplerKind kind, ScheduleKind schedule, double eta, out int draws)
    {
        Sampler sampler = Sampler.Create(new SamplerSettings(kind, 8) { Schedule = schedule, Eta = eta }, s_model);
        using CpuDevice device = new(threads: 1);
        RecordedNoise source = new([.. Enumerable.Range(0, 8192).Select(i => MathF.Sin(i * 12.9898f) * 2)]);
        LatentNoise noise = new(source, new LatentLayout(1, 8, 8));
        SamplerState state = SamplerState.Begin(noise.Draw(device), noise);
        while (state.Step < sampler.StepCount)
        {
            state = sampler.Step(state, (latent, time) => device.Combine(0.7f, latent, time / 5000, latent), noise);
        }

        draws = source.Draws - 1;
        return Values(state.Latent);
    }

    private static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }
}
