using Easel.Pocket.Scenes;
using SkiaSharp;

namespace Easel.Pocket.Rendering;

/// <summary>Colours as numbers.</summary>
internal static class Palette
{
    private static readonly SKColor[] s_hues =
    [
        new(222, 38, 38), new(246, 138, 24), new(252, 218, 48), new(44, 166, 66), new(40, 92, 222),
        new(134, 54, 186), new(248, 142, 194), new(132, 82, 44), new(26, 26, 30), new(246, 246, 246),
    ];

    /// <summary>Nearly black: outlines and lead.</summary>
    public static SKColor Line { get; } = new(14, 12, 18);

    /// <summary>A named colour.</summary>
    public static SKColor Of(Hue hue) => s_hues[(int)hue];

    /// <summary>The colour of a figure's part.</summary>
    public static SKColor Shade(SKColor main, Tone tone)
    {
        bool isBlack = Brightness(main) < 60;
        return tone switch
        {
            Tone.Dark => isBlack ? new SKColor(72, 72, 80) : Mix(main, SKColors.Black, 0.36f),
            Tone.Light => isBlack ? new SKColor(140, 140, 150) : Mix(main, SKColors.White, 0.62f),
            Tone.Ink => isBlack ? new SKColor(236, 236, 236) : new SKColor(24, 20, 30),
            _ => main,
        };
    }

    /// <summary>Between two colours: 0 is the first, 1 the second.</summary>
    public static SKColor Mix(SKColor first, SKColor second, float share) => new(
        Channel(first.Red, second.Red, share),
        Channel(first.Green, second.Green, share),
        Channel(first.Blue, second.Blue, share));

    /// <summary>Lighter for factors above 1, darker below.</summary>
    public static SKColor Scale(SKColor colour, float factor) =>
        factor <= 1 ? Mix(SKColors.Black, colour, factor) : Mix(colour, SKColors.White, factor - 1);

    /// <summary>From 0 to 255.</summary>
    public static float Brightness(SKColor colour) => (0.3f * colour.Red) + (0.59f * colour.Green) + (0.11f * colour.Blue);

    private static byte Channel(byte first, byte second, float share) => (byte)Math.Clamp(first + ((second - first) * share) + 0.5f, 0, 255);
}
