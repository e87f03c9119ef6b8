namespace Easel.Painting.Texts;

/// <summary>Sides of pictures, in pixels.</summary>
internal static class SideRules
{
    /// <summary>What sides are multiples of.</summary>
    public const int Multiple = 8;

    /// <summary>Refuses a side that is not a multiple of 8.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static long RequireMultiple(long side) => (side % Multiple, side) switch
    {
        (0, _) => side,
        (_, < Multiple) => throw new UsageException($"{side} is not a multiple of {Multiple}; the nearest is {Multiple}"),
        _ => throw new UsageException($"{side} is not a multiple of {Multiple}; the nearest are {side / Multiple * Multiple} and {(side / Multiple * Multiple) + Multiple}"),
    };
}
