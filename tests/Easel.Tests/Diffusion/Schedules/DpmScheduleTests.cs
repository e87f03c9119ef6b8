using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Schedules;

public class DpmScheduleTests
{
    [Theory]
    [InlineData("dpm_solver", 10)]
    [InlineData("dpm_solver_20", 20)]
    public void Model_times_are_bit_equal_to_those_recorded(string run, int steps)
    {
        float[] expected = Goldens.Open("tiny-sd/stages/samplers.safetensors").Floats($"{run}.model_in_t");

        DpmSchedule schedule = new(NoiseSchedule.Linear(), steps);

        Assert.Equal(expected, Enumerable.Range(0, steps).Select(i => schedule[i].ModelTime));
    }

    [Fact]
    public void At_trained_times_the_shares_are_the_checkpoint_s()
    {
        double[] alphas = Goldens.Open("tiny-sd/stages/schedule.safetensors").Doubles("alphas_cumprod_f64");

        DpmSchedule schedule = new(NoiseSchedule.Linear(), 999);

        for (int i = 0; i <= 999; i++)
        {
            double alpha = alphas[999 - i];
            Tolerances.AssertRelative([Math.Sqrt(alpha), Math.Sqrt(1 - alpha)], [schedule[i].Alpha, schedule[i].Sigma], 2e-4);
            Assert.Equal(Math.Log(schedule[i].Alpha / schedule[i].Sigma), schedule[i].Lambda, 1e-12);
        }
    }
}
