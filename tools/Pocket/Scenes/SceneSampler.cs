namespace Easel.Pocket.Scenes;

/// <summary>Draws scenes at random, either those to learn from or those to test with.</summary>
internal static class SceneSampler
{
    private const float TwoSubjects = 0.38f;
    private const float NaturalColour = 0.25f;
    private const float FlatStyle = 0.2f;

    private static readonly SubjectKind[] s_containers =
        [SubjectKind.Circle, SubjectKind.Square, SubjectKind.Triangle, SubjectKind.Heart, SubjectKind.Star, SubjectKind.Cloud, SubjectKind.Balloon, SubjectKind.House];

    private static readonly SubjectKind[] s_supports =
        [SubjectKind.Circle, SubjectKind.Square, SubjectKind.Cloud, SubjectKind.House, SubjectKind.Boat, SubjectKind.Mountain, SubjectKind.Tree, SubjectKind.Fish, SubjectKind.Cat];

    /// <summary>A scene.</summary>
    /// <param name="dice">Where chance comes from.</param>
    /// <param name="heldOut">True for one with a combination that training never sees, false for one without.</param>
    public static Scene Next(Dice dice, bool heldOut)
    {
        while (true)
        {
            Scene scene = Draw(dice);
            if (scene.IsHeldOut == heldOut && IsVisible(scene))
            {
                return scene;
            }
        }
    }

    private static Scene Draw(Dice dice)
    {
        bool natural = dice.Chance(NaturalColour);
        Backdrop backdrop = Backdrop.Number(dice.Below(Backdrop.Count));
        Style style = dice.Chance(FlatStyle) ? Style.Flat : (Style)(1 + dice.Below(11));
        if (!dice.Chance(TwoSubjects))
        {
            SubjectKind kind = (SubjectKind)dice.Below(17);
            Extent extent = dice.Pick<Extent>([Extent.Small, Extent.Medium, Extent.Medium, Extent.Big]);
            return new Scene { First = new(kind, HueOf(kind), extent), Backdrop = backdrop, Style = style, Natural = natural };
        }

        Relation relation = (Relation)dice.Below(6);
        SubjectKind first = (SubjectKind)dice.Below(17);
        SubjectKind second = relation switch
        {
            Relation.Inside => dice.Pick<SubjectKind>(s_containers),
            Relation.On => dice.Pick<SubjectKind>(s_supports),
            _ => (SubjectKind)dice.Below(17),
        };
        return new Scene
        {
            First = new(first, HueOf(first), Extent.Medium),
            Second = new(second, HueOf(second), Extent.Medium),
            Relation = relation,
            Backdrop = backdrop,
            Style = style,
            Natural = natural,
        };

        Hue HueOf(SubjectKind kind) => natural ? NaturalColours.Pick(kind, dice) : (Hue)dice.Below(10);
    }

    /// <summary>Whether every subject stands out from what is behind it, and two of them from each other.</summary>
    private static bool IsVisible(Scene scene)
    {
        Subject behind = scene.Second ?? scene.First;
        return StandsOut(scene.First, scene.Backdrop)
            && StandsOut(behind, scene.Backdrop)
            && (scene.Second is null || (scene.First.Kind != behind.Kind && scene.First.Hue != behind.Hue));
    }

    private static bool StandsOut(Subject subject, Backdrop backdrop) => backdrop.Place switch
    {
        Place.Plain => subject.Hue != backdrop.Hue,
        Place.Night or Place.Space => subject.Hue != Hue.Black,
        Place.Snow => subject.Hue != Hue.White,
        _ => true,
    };
}
