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

    [Fact]
    public void Diffusers_scaled_linear_schedule_is_the_original_s_in_single_precision()
    {
        float[] wanted = NoiseSchedule.Linear().Alphas.ToArray();

        float[] alphas = NoiseSchedule.OfDiffusers(0.00085, 0.012, isScaled: true).Alphas.ToArray();

        Assert.NotEqual(wanted, alphas);
        Tolerances.AssertRelative(Widen(wanted), Widen(alphas), Tolerances.SingleProduct);
    }

    [Fact]
    public void Diffusers_linear_schedule_adds_variances_in_even_steps()
    {
        NoiseSchedule schedule = NoiseSchedule.OfDiffusers(0.1, 0.5, isScaled: false, times: 5);

        // 1 - b of 0.9, 0.8, 0.7, 0.6, 0.5, multiplied up by hand
        Tolerances.AssertRelative([0.9, 0.72, 0.504, 0.3024, 0.1512], Widen(schedule.Alphas.ToArray()), Tolerances.Schedule);
    }

    [Theory]
    [InlineData(0.9f, 0.9f)]
    [InlineData(0.9f, float.NaN)]
    [InlineData(1f, 0.5f)]
    [InlineData(0.9f, 0f)]
    public void Alphas_that_do_not_fall_between_one_and_zero_are_refused(float first, float second) =>
        Assert.Throws<ArgumentException>(() => new NoiseSchedule([first, second]));

    [Fact]
    public void The_squared_cosine_leaves_as_much_as_its_formula_says()
    {
        ReadOnlySpan<float> alphas = NoiseSchedule.SquaredCosine().Alphas;

        // cos^2 of (0.5 + 0.008) / 1.008 * 90 degrees = 45.3571 degrees by that of 0.008 / 1.008 * 90 = 0.714286 degrees, by hand
        Assert.Equal(0.493767 / 0.999845, alphas[499], 1e-5);
        Assert.Equal(1e-3, alphas[999] / alphas[998], 1e-6);
    }

    [Theory]
    [InlineData(0, 0.012)]
    [InlineData(0.00085, 1)]
    [InlineData(0.00085, double.NaN)]
    [InlineData(0.9, 0.9)] // 0.1^1000 is 0 in float32
    public void Variances_that_leave_nothing_or_everything_are_refused(double start, double end) =>
        Assert.ThrowsAny<ArgumentException>(() => NoiseSchedule.OfDiffusers(start, end, isScaled: true));

    private static double[] Widen(float[] values) => [.. values.Select(value => (double)value)];
}
