using Easel.Imaging;
using Easel.Pocket.Judging;
using Easel.Pocket.Rendering;
using Easel.Pocket.Scenes;

namespace Easel.Tests.Pocket;

/// <summary>Whether the classifier can be believed: on rendered pictures, whose scenes are known.</summary>
public sealed class JudgeTests
{
    private const int Side = JudgeNetwork.Side;
    private const int Scenes = 300;

    /// <summary>What was measured on 3,000 pictures, less what 300 may differ by chance.</summary>
    private const double LeastRight = 0.95;

    [Fact]
    public void The_judge_sees_what_was_drawn_in_combinations_that_the_model_was_not_trained_on()
    {
        using Judge judge = new(Judge.File);
        Score score = new();

        for (int i = 0; i < Scenes; i++)
        {
            Dice dice = Dice.For(4711, i);
            Scene scene = SceneSampler.Next(dice, heldOut: true);
            byte[] picture = new byte[Side * Side * 3];
            Renderer.Render(scene, Side, Side, dice, picture);
            score.Add(Verdict.Of(scene), judge.Look(new Image(Side, Side, picture)));
        }

        Assert.All(Score.Questions, question => Assert.True(score[question] >= LeastRight, $"{question}: {score[question]:P1}"));
    }

    [Fact]
    public void A_picture_of_another_size_is_refused()
    {
        using Judge judge = new(Judge.File);

        ArgumentException refused = Assert.Throws<ArgumentException>(() => judge.Look(new Image(64, 64, new byte[64 * 64 * 3])));

        Assert.Contains("was given 64 x 64 pixels; it knows only 128 x 128", refused.Message, StringComparison.Ordinal);
    }
}
