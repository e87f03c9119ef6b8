namespace Easel.Pocket.Scenes;

/// <summary>What lies behind the subjects.</summary>
internal enum Place
{
    /// <summary>One colour.</summary>
    Plain,

    /// <summary>Light blue with faint clouds.</summary>
    Sky,

    /// <summary>Dark blue, stars, hills.</summary>
    Night,

    /// <summary>From purple over orange to yellow.</summary>
    Sunset,

    /// <summary>Water with waves below a pale sky.</summary>
    Sea,

    /// <summary>Dunes below a pale yellow sky.</summary>
    Desert,

    /// <summary>White ground and flakes.</summary>
    Snow,

    /// <summary>Black, stars, a purple cloud.</summary>
    Space,
}
