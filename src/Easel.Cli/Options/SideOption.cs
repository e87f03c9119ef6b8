namespace Easel.Cli.Options;

/// <summary>Sides of pictures, in pixels.</summary>
internal static class SideOption
{
    /// <summary>Sides that a picture can have: <see cref="Imaging.Image.MaxPixels"/> is the square of it.</summary>
    public const int Most = 16384;

    /// <summary>An option for a side of 512 pixels or other multiples of 8.</summary>
    public static ValueOption<long> Create(string name, string help)
    {
        ValueOption<long> side = OptionOf.Integer(name, 512, 1, Most, help);
        return side with { Read = text => RequireMultiple(side.Read(text)) };
    }

    /// <summary>Refuses a side that is not a multiple of 8.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static long RequireMultiple(long side) => (side % 8, side) switch
    {
        (0, _) => side,
        (_, < 8) => throw new UsageException($"{side} is not a multiple of 8; the nearest is 8"),
        _ => throw new UsageException($"{side} is not a multiple of 8; the nearest are {side / 8 * 8} and {(side / 8 * 8) + 8}"),
    };
}
