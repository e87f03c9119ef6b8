using Easel.Diffusion;
using Easel.Diffusion.Approximations;

namespace Easel.Tests.Diffusion.Approximations;

public class ApproximationTests
{
    [Theory]
    [InlineData("off", "off")]
    [InlineData("0", "off")]
    [InlineData("reuse=1,guidance=0-1,merge=0", "off")]
    [InlineData("reuse=1:0.5", "off")]
    [InlineData(" merge=0.5 , reuse=3 ", "reuse=3,merge=0.5")]
    [InlineData("reuse=5:0.25,guidance=0.2-0.8", "reuse=5:0.25,guidance=0.2-0.8")]
    [InlineData("guidance=0-.8", "guidance=0-0.8")]
    [InlineData("int8", "int8")]
    [InlineData(" int8 , reuse=2:0.15", "reuse=2:0.15,int8")]
    public void What_is_read_is_written_the_same_way(string text, string written)
    {
        ApproximationChoice choice = ApproximationText.Read(text);

        Assert.Equal(written, choice.ToString());
        Assert.Equal(choice, ApproximationText.Read(written));
    }

    [Fact]
    public void Levels_can_be_written_by_their_parts_and_leave_something_out()
    {
        for (int level = 1; level <= ApproximationLevels.Highest; level++)
        {
            ApproximationChoice choice = ApproximationText.Read($"{level}");

            Assert.NotEqual(ApproximationChoice.None, choice);
            Assert.Equal(choice, ApproximationText.Read(choice.ToString()));
        }
    }

    [Fact]
    public void A_program_s_numbers_are_checked_too()
    {
        Assert.Contains("'reuse=0' is out of range", Refused(new() { ReuseEvery = 0 }), StringComparison.Ordinal);
        Assert.Contains("'reuse=2:1.5' is out of range", Refused(new() { ReuseEvery = 2, ReuseStart = 1.5 }), StringComparison.Ordinal);
        Assert.Contains("'guidance=0.5-0.5' is out of range", Refused(new() { GuidanceStart = 0.5, GuidanceEnd = 0.5 }), StringComparison.Ordinal);
        Assert.Contains("'merge=NaN' is out of range", Refused(new() { MergedShare = double.NaN }), StringComparison.Ordinal);

        static string Refused(ApproximationChoice choice) => Assert.Throws<GenerationException>(() => ApproximationText.Require(choice)).Message;
    }

    [Fact]
    public void Guidance_is_in_the_steps_whose_middle_lies_in_its_interval()
    {
        bool[] guided = [.. Enumerable.Range(0, 25).Select(step => ApproximatedStep.Of(new() { GuidanceStart = 0.2, GuidanceEnd = 0.8 }, step, 25).IsGuided)];

        Assert.Equal(Enumerable.Range(0, 25).Select(step => step is >= 5 and < 20), guided);
    }

    [Theory]
    [InlineData("reuse=1", "..........")]
    [InlineData("reuse=3", ".rr.rr.rr.")]
    [InlineData("reuse=3:0.2", "...rr.rr.r")]
    [InlineData("reuse=2:0.15", "...r.r.r.r")]
    [InlineData("reuse=2:1", "..........")]
    public void Deep_features_are_reused_between_every_Nth_step(string text, string steps)
    {
        ApproximationChoice choice = ApproximationText.Read(text);
        string reused = string.Concat(Enumerable.Range(0, 10).Select(step => ApproximatedStep.Of(choice, step, 10).MayReuse ? 'r' : '.'));

        Assert.Equal(steps, reused);
    }
}
