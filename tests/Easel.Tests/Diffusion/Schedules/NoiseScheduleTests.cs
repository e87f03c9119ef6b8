using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Schedules;

public class NoiseScheduleTests
{
    [Theory]
    [InlineData("tiny-sd")]
    [InlineData("micro-sd")]
    public void The_linear_schedule_is_bit_equal_to_the_checkpoint_s(string model)
    {
        SafeTensors recording = Goldens.Open($"{model}/stages/schedule.safetensors");

        NoiseSchedule schedule = NoiseSchedule.Linear(0.00085, 0.0120, 1000);

        Assert.Equal(recording.Floats("alphas_cumprod"), schedule.Alphas.ToArray());
        Tolerances.AssertRelative(recording.Doubles("betas_f64"), NoiseSchedule.LinearBetas(0.00085, 0.0120, 1000), 1e-15);
    }

    [Theory]
    [InlineData(0.9f, 0.9f)]
    [InlineData(0.9f, float.NaN)]
    [InlineData(1f, 0.5f)]
    [InlineData(0.9f, 0f)]
    public void Alphas_that_do_not_fall_between_one_and_zero_are_refused(float first, float second) =>
        Assert.Throws<ArgumentException>(() => new NoiseSchedule([first, second]));
}
