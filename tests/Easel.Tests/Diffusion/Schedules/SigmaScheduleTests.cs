using Easel.Diffusion.Schedules;

namespace Easel.Tests.Diffusion.Schedules;

public class SigmaScheduleTests
{
    private static readonly NoiseSchedule s_model = NoiseSchedule.Linear();

    public static TheoryData<ScheduleKind> Kinds => [.. Enum.GetValues<ScheduleKind>().Where(kind => kind != ScheduleKind.Automatic)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sigmas_fall_to_zero_through_times_that_the_model_knows(ScheduleKind kind)
    {
        foreach (int steps in (int[])[1, 2, 3, 7, 10, 30, 50, 333, 999, 1000])
        {
            foreach (bool skips in (bool[])[false, true])
            {
                var schedule = SigmaSchedule.Of(s_model, kind, steps, skips);

                Assert.InRange(schedule.Count, 1, Math.Max(999, steps));
                Assert.Equal(0, schedule[schedule.Count]);
                for (int i = 0; i < schedule.Count; i++)
                {
                    Assert.True(schedule[i] > schedule[i + 1], $"{steps} steps: sigma {i} is {schedule[i]}, the next {schedule[i + 1]}");
                    Assert.InRange(schedule.TimeAt(i), 0, 999);
                }
            }
        }
    }

    [Theory]
    [InlineData(ScheduleKind.Simple, new[] { 999, 899, 799, 699, 599, 499, 399, 299, 199, 99 })]
    [InlineData(ScheduleKind.DdimUniform, new[] { 901, 801, 701, 601, 501, 401, 301, 201, 101, 1 })]
    [InlineData(ScheduleKind.Beta, new[] { 999, 959, 876, 765, 637, 499, 362, 234, 123, 40 })] // by numeric integration
    public void Ten_steps_are_at_whole_times(ScheduleKind kind, int[] times)
    {
        TrainedSigmas trained = new(s_model);

        var schedule = SigmaSchedule.Of(s_model, kind, 10);

        Assert.Equal([.. times.Select(time => trained[time]), 0], schedule.Sigmas.ToArray());
        Assert.Equal(times.Select(time => (float)time), Enumerable.Range(0, 10).Select(schedule.TimeAt));
    }

    [Fact]
    public void Sgm_uniform_leaves_the_first_time_out()
    {
        var schedule = SigmaSchedule.Of(s_model, ScheduleKind.SgmUniform, 10);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(999 - (99.9 * i), schedule.TimeAt(i), 1e-4);
        }
    }

    [Theory]
    [InlineData(10, new[] { 14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0 })]
    [InlineData(5, new[] { 14.615, 3.861, 1.886, 0.963, 0.399, 0 })]
    [InlineData(1, new[] { 14.615, 0 })]
    public void Align_your_steps_has_the_published_levels(int steps, double[] levels)
        => Assert.Equal(levels, SigmaSchedule.Of(s_model, ScheduleKind.AlignYourSteps, steps).Sigmas.ToArray());

    [Fact]
    public void Between_the_levels_of_align_your_steps_are_geometric_means()
    {
        var schedule = SigmaSchedule.Of(s_model, ScheduleKind.AlignYourSteps, 20);

        Assert.Equal(Math.Sqrt(14.615 * 6.475), schedule[1], 1e-12);
        Assert.Equal(Math.Sqrt(0.152 * 0.029), schedule[19], 1e-12);
    }

    [Fact]
    public void The_lowest_sigma_before_zero_can_be_left_out()
    {
        double[] longer = SigmaSchedule.Of(s_model, ScheduleKind.Karras, 11).Sigmas.ToArray();

        double[] actual = SigmaSchedule.Of(s_model, ScheduleKind.Karras, 10, skipsNextToLast: true).Sigmas.ToArray();

        Assert.Equal([.. longer[..10], 0], actual);
    }

    [Fact]
    public void A_sigma_beyond_the_trained_ones_has_the_nearest_time()
    {
        TrainedSigmas trained = new(s_model);

        Assert.Equal(0, trained.TimeAt(0.001));
        Assert.Equal(999, trained.TimeAt(100));
        Assert.Equal(500, trained.TimeAt(trained[500]));
    }
}
