namespace Easel.Pocket.Scenes;

/// <summary>Where the first of two subjects is, seen from the second.</summary>
internal enum Relation
{
    /// <summary>Over it, apart.</summary>
    Above,

    /// <summary>Under it, apart.</summary>
    Below,

    /// <summary>Beside it, on the left.</summary>
    LeftOf,

    /// <summary>Beside it, on the right.</summary>
    RightOf,

    /// <summary>Within its outline.</summary>
    Inside,

    /// <summary>Over it, touching.</summary>
    On,
}
