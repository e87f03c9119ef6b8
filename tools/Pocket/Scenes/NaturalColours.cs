namespace Easel.Pocket.Scenes;

/// <summary>The colours one expects of things when none is said.</summary>
internal static class NaturalColours
{
    /// <summary>What a thing may look like; anything for a shape.</summary>
    public static Hue Pick(SubjectKind kind, Dice dice) => kind switch
    {
        SubjectKind.Star or SubjectKind.Moon or SubjectKind.Sun => Hue.Yellow,
        SubjectKind.Heart => dice.Pick<Hue>([Hue.Red, Hue.Red, Hue.Pink]),
        SubjectKind.Cloud => Hue.White,
        SubjectKind.Tree => Hue.Green,
        SubjectKind.House => dice.Pick<Hue>([Hue.Red, Hue.Brown, Hue.White]),
        SubjectKind.Flower => dice.Pick<Hue>([Hue.Red, Hue.Pink, Hue.Yellow, Hue.Purple]),
        SubjectKind.Fish => dice.Pick<Hue>([Hue.Orange, Hue.Blue]),
        SubjectKind.Boat => dice.Pick<Hue>([Hue.Brown, Hue.Red, Hue.White]),
        SubjectKind.Mountain => dice.Pick<Hue>([Hue.Brown, Hue.Purple, Hue.Green]),
        SubjectKind.Balloon => dice.Pick<Hue>([Hue.Red, Hue.Blue, Hue.Yellow]),
        SubjectKind.Rocket => dice.Pick<Hue>([Hue.White, Hue.Red]),
        SubjectKind.Cat => dice.Pick<Hue>([Hue.Orange, Hue.Black, Hue.Brown]),
        _ => (Hue)dice.Below(10),
    };
}
