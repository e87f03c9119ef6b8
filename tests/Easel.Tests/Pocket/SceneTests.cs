using Easel.Pocket.Captions;
using Easel.Pocket.Scenes;

namespace Easel.Tests.Pocket;

/// <summary>What scenes are drawn, and which never.</summary>
public sealed class SceneTests
{
    private const int Draws = 5_000;

    /// <summary>Steele, Lea and Flood's generator with state 0 begins with these numbers: the values of Java's SplittableRandom and of the C reference.</summary>
    [Fact]
    public void Chance_is_SplitMix64()
    {
        Assert.Equal(0xE220A8397B1DCDAFUL, Dice.Mix(0));
        Assert.Equal(0x6E789E6AA1B965F4UL, Dice.Mix(0x9E3779B97F4A7C15));
    }

    [Fact]
    public void Scenes_to_learn_from_have_no_combination_that_is_kept_for_tests()
    {
        foreach (Scene scene in Scenes(heldOut: false))
        {
            Assert.False(HeldOut.Contains(scene.First, scene.Backdrop));
            Assert.False(scene.Second is Subject second && HeldOut.Contains(second, scene.Backdrop));
        }
    }

    [Fact]
    public void Scenes_to_test_with_have_a_combination_that_is_kept()
        => Assert.All(Scenes(heldOut: true).Take(500), scene => Assert.True(scene.IsHeldOut));

    [Fact]
    public void A_twelfth_of_all_combinations_is_kept_and_every_subject_colour_and_background_is_still_learnt()
    {
        HashSet<(SubjectKind, Hue)> learntSubjects = [];
        HashSet<(Hue, int)> learntColours = [];
        int kept = 0;
        for (int i = 0; i < 17 * 10 * 17; i++)
        {
            Subject subject = new((SubjectKind)(i % 17), (Hue)(i / 17 % 10), Extent.Medium);
            Backdrop backdrop = Backdrop.Number(i / 170);
            if (HeldOut.Contains(subject, backdrop))
            {
                kept++;
                continue;
            }

            learntSubjects.Add((subject.Kind, subject.Hue));
            learntColours.Add((subject.Hue, backdrop.Index));
        }

        Assert.InRange(kept, 2890 / 15, 2890 / 9);
        Assert.Equal(170, learntSubjects.Count);
        Assert.Equal(170, learntColours.Count);
    }

    [Fact]
    public void Subjects_stand_out_from_a_plain_background_and_from_each_other()
    {
        foreach (Scene scene in Scenes(heldOut: false))
        {
            Assert.False(scene.Backdrop.Place == Place.Plain && scene.First.Hue == scene.Backdrop.Hue);
            Assert.False(scene.Second is Subject second && (second.Hue == scene.First.Hue || second.Kind == scene.First.Kind));
        }
    }

    [Fact]
    public void Everything_that_can_be_drawn_is_drawn()
    {
        Scene[] scenes = [.. Scenes(heldOut: false)];

        Assert.Equal(17, scenes.Select(scene => scene.First.Kind).Distinct().Count());
        Assert.Equal(10, scenes.Select(scene => scene.First.Hue).Distinct().Count());
        Assert.Equal(Backdrop.Count, scenes.Select(scene => scene.Backdrop.Index).Distinct().Count());
        Assert.Equal(12, scenes.Select(scene => scene.Style).Distinct().Count());
        Assert.Equal(6, scenes.Where(scene => scene.Second is not null).Select(scene => scene.Relation).Distinct().Count());
    }

    [Theory]
    [InlineData(nameof(Hue.Orange), nameof(SubjectKind.Circle), nameof(Hue.Blue), "an orange circle on a blue background")]
    [InlineData(nameof(Hue.Red), nameof(SubjectKind.Cat), nameof(Hue.Orange), "a red cat on an orange background")]
    public void The_plainest_caption_says_everything(string hue, string kind, string background, string caption)
    {
        Scene scene = new()
        {
            First = new(Enum.Parse<SubjectKind>(kind), Enum.Parse<Hue>(hue), Extent.Medium),
            Backdrop = new(Place.Plain, Enum.Parse<Hue>(background)),
            Style = Style.Flat,
        };

        Assert.Equal(caption, CaptionGrammar.Plainly(scene));
    }

    [Fact]
    public void The_plainest_caption_names_relation_place_and_style()
    {
        Scene scene = new()
        {
            First = new(SubjectKind.Star, Hue.Yellow, Extent.Medium),
            Second = new(SubjectKind.House, Hue.Red, Extent.Medium),
            Relation = Relation.Above,
            Backdrop = new(Place.Night, default),
            Style = Style.Watercolor,
        };

        Assert.Equal("a watercolor of a yellow star above a red house at night", CaptionGrammar.Plainly(scene));
    }

    [Fact]
    public void Captions_turned_round_say_the_opposite_relation()
    {
        Scene scene = new()
        {
            First = new(SubjectKind.Star, Hue.Yellow, Extent.Medium),
            Second = new(SubjectKind.Heart, Hue.Red, Extent.Medium),
            Relation = Relation.LeftOf,
            Backdrop = new(Place.Plain, Hue.Blue),
            Style = Style.Flat,
        };

        for (int i = 0; i < 200; i++)
        {
            string caption = CaptionGrammar.Describe(scene, Dice.For(3, i));
            bool starComesFirst = caption.IndexOf("star", StringComparison.Ordinal) < caption.IndexOf("heart", StringComparison.Ordinal);
            Assert.Contains(starComesFirst ? "left of" : "right of", caption.Replace("on the ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<Scene> Scenes(bool heldOut) => Enumerable.Range(0, Draws).Select(i => SceneSampler.Next(Dice.For(11, i), heldOut));
}
