namespace Easel.Pocket.Scenes;

/// <summary>The ten colours that have a name.</summary>
internal enum Hue
{
    /// <summary>Also crimson, scarlet.</summary>
    Red,

    /// <summary>Between red and yellow.</summary>
    Orange,

    /// <summary>Also golden.</summary>
    Yellow,

    /// <summary>As leaves.</summary>
    Green,

    /// <summary>As the sea on a map.</summary>
    Blue,

    /// <summary>Also violet.</summary>
    Purple,

    /// <summary>Light red.</summary>
    Pink,

    /// <summary>As wood.</summary>
    Brown,

    /// <summary>Nearly black, so that outlines can still be darker.</summary>
    Black,

    /// <summary>Nearly white.</summary>
    White,
}
