namespace Easel.Pocket.Scenes;

/// <summary>What can be drawn.</summary>
internal enum SubjectKind
{
    Circle,
    Square,
    Triangle,
    Star,
    Heart,
    Moon,
    Sun,
    Cloud,
    Tree,
    House,
    Flower,
    Fish,
    Boat,
    Mountain,
    Balloon,
    Rocket,
    Cat,
}
