namespace Easel.Pocket.Scenes;

/// <summary>The combinations of colour, subject and background that training never sees.</summary>
internal static class HeldOut
{
    /// <summary>One combination in twelve is kept.</summary>
    private const int Every = 12;

    /// <summary>Whether a subject of this colour before this background is kept for tests.</summary>
    public static bool Contains(Subject subject, Backdrop backdrop)
    {
        ulong combination = ((ulong)subject.Kind * 64) + ((ulong)subject.Hue * 4096) + (ulong)backdrop.Index;
        return Dice.Mix(combination + 1) % Every == 0;
    }
}
