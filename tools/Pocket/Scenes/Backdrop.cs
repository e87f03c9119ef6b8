namespace Easel.Pocket.Scenes;

/// <summary>A background.</summary>
/// <param name="Place">Where the scene is.</param>
/// <param name="Hue">The colour of a plain one; without meaning elsewhere.</param>
internal readonly record struct Backdrop(Place Place, Hue Hue)
{
    /// <summary>How many there are: ten colours and seven places.</summary>
    public const int Count = 17;

    /// <summary>All of them by number, plain colours first.</summary>
    public static Backdrop Number(int index) => index < 10 ? new(Place.Plain, (Hue)index) : new((Place)(index - 9), default);

    /// <summary>The number of this one.</summary>
    public int Index => Place == Place.Plain ? (int)Hue : (int)Place + 9;
}
