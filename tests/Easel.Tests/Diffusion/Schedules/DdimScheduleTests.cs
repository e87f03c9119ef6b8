using Easel.Diffusion;
using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Schedules;

public class DdimScheduleTests
{
    private const string Recording = "tiny-sd/stages/schedule.safetensors";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(200)]
    [InlineData(250)]
    [InlineData(500)]
    public void Times_are_those_recorded(int steps)
    {
        long[] expected = Goldens.Open(Recording).Longs($"ddim_timesteps.{steps}");

        DdimSchedule schedule = new(NoiseSchedule.Linear(), steps);

        Assert.Equal(expected, schedule.Times.ToArray().Select(time => (long)time));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    public void Times_are_those_recorded_but_for_the_one_no_model_knows(int steps)
    {
        long[] expected = Goldens.Open(Recording).Longs($"ddim_timesteps.{steps}");

        DdimSchedule schedule = new(NoiseSchedule.Linear(), steps);

        Assert.Equal(expected.Select(time => Math.Min(time, 999)), schedule.Times.ToArray().Select(time => (long)time));
    }

    [Fact]
    public void Every_number_of_steps_from_1_to_1000_gives_rising_times_below_1000()
    {
        for (int steps = 1; steps <= 1000; steps++)
        {
            DdimSchedule schedule = new(NoiseSchedule.Linear(), steps, eta: 1);

            Assert.True(schedule.Count >= steps);
            for (int i = 0; i < schedule.Count; i++)
            {
                int before = i == 0 ? 0 : schedule.Times[i - 1];
                Assert.True(schedule.Times[i] > before || (schedule.Times[i] == 999 && steps > 500), $"{steps} steps: {schedule.Times[i]} follows {before}.");
                Assert.InRange(schedule.Times[i], 1, 999);
                Assert.True(double.IsFinite(schedule.Sigmas[i]));
            }
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(100)]
    public void Alphas_and_sigmas_are_those_recorded(int steps)
    {
        SafeTensors recording = Goldens.Open(Recording);

        foreach (double eta in new[] { 0, 0.5, 1 })
        {
            DdimSchedule schedule = new(NoiseSchedule.Linear(), steps, eta);

            Assert.Equal(recording.Floats($"ddim_alphas.{steps}").Select(alpha => (double)alpha), schedule.Alphas.ToArray());
            Assert.Equal(recording.Doubles($"ddim_alphas_prev.{steps}"), schedule.AlphasBefore.ToArray());
            Tolerances.AssertRelative(recording.Doubles(FormattableString.Invariant($"ddim_sigmas.{steps}.eta{eta:0.0}")), schedule.Sigmas, Tolerances.Schedule);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1001, 0)]
    [InlineData(50, -0.1)]
    [InlineData(50, double.NaN)]
    [InlineData(50, 1000)]
    public void Steps_and_eta_out_of_range_are_refused(int steps, double eta) =>
        Assert.Throws<GenerationException>(() => new DdimSchedule(NoiseSchedule.Linear(), steps, eta));
}
