using System.Reflection;
using Easel.Imaging;
using Easel.Pocket.Judging;
using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;

namespace Easel.Tests.Pocket;

/// <summary>Whether the classifier can be believed: on rendered pictures, whose scenes are known.</summary>
public sealed class JudgeTests
{
    private const int Side = JudgeNetwork.Side;
    private const int Scenes = 200;

    /// <summary>What the training measured on 3,000 pictures, less three standard deviations of 200.</summary>
    public static TheoryData<string, double> LeastRight => new()
    {
        { nameof(Verdict.Backdrop), 0.99 },
        { nameof(Verdict.Style), 0.98 },
        { nameof(Verdict.FirstHue), 0.955 },
        { nameof(Verdict.FirstKind), 0.91 },
        { nameof(Verdict.SecondHue), 0.98 },
        { nameof(Verdict.SecondKind), 0.98 },
        { nameof(Verdict.Arrangement), 0.985 },
    };

    private static readonly Lazy<(Verdict Drawn, Verdict Seen)[]> s_verdicts = new(Look);

    [Theory, MemberData(nameof(LeastRight))]
    public void The_judge_sees_what_was_drawn_in_combinations_that_the_model_was_not_trained_on(string question, double leastRight)
    {
        PropertyInfo answer = typeof(Verdict).GetProperty(question)!;

        double right = s_verdicts.Value.Count(pair => answer.GetValue(pair.Drawn)!.Equals(answer.GetValue(pair.Seen))) / (double)Scenes;

        Assert.InRange(right, leastRight, 1);
    }

    [Fact]
    public void A_picture_of_another_size_is_refused()
    {
        using Judge judge = new(Judge.File);

        ArgumentException refused = Assert.Throws<ArgumentException>(() => judge.Look(new Image(64, 64, new byte[64 * 64 * 3])));

        Assert.Contains("was given 64 x 64 pixels; it knows only 128 x 128", refused.Message, StringComparison.Ordinal);
    }

    private static (Verdict Drawn, Verdict Seen)[] Look()
    {
        using Judge judge = new(Judge.File);
        return [.. Enumerable.Range(0, Scenes).Select(i =>
        {
            Dice dice = Dice.For(4711, i);
            Scene scene = SceneSampler.Next(dice, heldOut: true);
            byte[] picture = new byte[Side * Side * 3];
            Renderer.Render(scene, Side, Side, dice, picture);
            return (Verdict.Of(scene), judge.Look(new Image(Side, Side, picture)));
        })];
    }
}
