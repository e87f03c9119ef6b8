using Easel.Pocket.Scenes;

namespace Easel.Pocket.Rendering;

/// <summary>Places a scene's subjects in a picture.</summary>
internal static class Layout
{
    /// <summary>Where the subjects stand, the farthest first.</summary>
    /// <param name="scene">What to show.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="dice">Where chance comes from.</param>
    public static Placement[] Place(Scene scene, int width, int height, Dice dice)
    {
        float side = MathF.Min(MathF.Sqrt(width * height), 1.25f * MathF.Min(width, height));
        return scene.Second is Subject second ? Two(scene, second, width, height, side, dice) : [One(scene.First, width, height, side, dice)];
    }

    private static Placement One(Subject subject, int width, int height, float side, Dice dice)
    {
        float radius = subject.Extent switch { Extent.Small => 0.16f, Extent.Big => 0.385f, _ => 0.265f } * side * dice.Between(0.94f, 1.06f);
        float freeX = MathF.Max(0, (width / 2f) - radius - (0.02f * side));
        float freeY = MathF.Max(0, (height / 2f) - radius - (0.02f * side));
        float x = (width / 2f) + (dice.Between(-1, 1) * MathF.Min(freeX, 0.13f * side));
        float y = (height / 2f) + (dice.Between(-1, 1) * MathF.Min(freeY, 0.13f * side));
        return new(subject, x, y, radius);
    }

    private static Placement[] Two(Scene scene, Subject second, int width, int height, float side, Dice dice)
    {
        float x = (width / 2f) + (dice.Between(-0.05f, 0.05f) * side);
        float y = (height / 2f) + (dice.Between(-0.05f, 0.05f) * side);
        return scene.Relation switch
        {
            Relation.Inside => Inside(scene.First, second, x, y, side, dice),
            Relation.On => On(scene.First, second, x, height, side, dice),
            _ => Apart(scene, second, x, y, width, height, side, dice),
        };
    }

    private static Placement[] Apart(Scene scene, Subject second, float x, float y, int width, int height, float side, Dice dice)
    {
        bool isUpright = scene.Relation is Relation.Above or Relation.Below;
        float half = (isUpright ? height : width) / 4f;
        float radius = MathF.Min(0.22f * side, 0.92f * half) * dice.Between(0.92f, 1.04f);
        float away = (scene.Relation is Relation.Above or Relation.LeftOf ? -half : half) * dice.Between(0.97f, 1.07f);
        float wobble = dice.Between(-0.04f, 0.04f) * side;
        return isUpright
            ? [new(second, x + wobble, (height / 2f) - away, radius), new(scene.First, x - wobble, (height / 2f) + away, radius)]
            : [new(second, (width / 2f) - away, y + wobble, radius), new(scene.First, (width / 2f) + away, y - wobble, radius)];
    }

    private static Placement[] Inside(Subject inner, Subject outer, float x, float y, float side, Dice dice)
    {
        float radius = 0.38f * side * dice.Between(0.96f, 1.04f);
        float lower = outer.Kind switch { SubjectKind.Triangle => 0.22f, SubjectKind.House => 0.4f, SubjectKind.Balloon => -0.26f, SubjectKind.Heart => -0.08f, _ => 0 };
        float share = outer.Kind switch { SubjectKind.Triangle or SubjectKind.House => 0.36f, SubjectKind.Star => 0.3f, _ => 0.42f };
        return [new(outer, x, y, radius), new(inner, x, y + (lower * radius), share * radius)];
    }

    private static Placement[] On(Subject upper, Subject lower, float x, int height, float side, Dice dice)
    {
        float lowerRadius = 0.25f * side * dice.Between(0.95f, 1.05f);
        float upperRadius = 0.19f * side * dice.Between(0.95f, 1.05f);
        Placement support = new(lower, x, (height / 2f) + (0.21f * side), lowerRadius);
        float feet = Figure.Of(upper.Kind).Bounds.Bottom * upperRadius / 100;
        float sunk = 0.05f * side;
        return [support, new(upper, x + (dice.Between(-0.03f, 0.03f) * side), support.Top + sunk - feet, upperRadius)];
    }
}
