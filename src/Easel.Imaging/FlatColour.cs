namespace Easel.Imaging;

/// <summary>Pictures of one colour, which is what becomes of a run that has gone wrong unseen: all black, as a rule.</summary>
public static class FlatColour
{
    /// <summary>Levels of 255 that a colour may vary by, over a whole picture, and still look like one: no eye sees them, and they are what rounding leaves.</summary>
    public const int GreatestSpread = 2;

    /// <summary>The colour of a picture that has one only.</summary>
    /// <param name="picture">Looked at until two pixels differ.</param>
    /// <returns><c>#rrggbb</c> in small hexadecimal, the middle of what occurs; null if the picture has more colours.</returns>
    public static string? Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ReadOnlySpan<byte> pixels = picture.Pixels.Span;
        Span<byte> least = [pixels[0], pixels[1], pixels[2]];
        Span<byte> most = [pixels[0], pixels[1], pixels[2]];
        for (int i = 0; i < pixels.Length; i++)
        {
            int channel = i % 3;
            least[channel] = Math.Min(least[channel], pixels[i]);
            most[channel] = Math.Max(most[channel], pixels[i]);
            if (most[channel] - least[channel] > GreatestSpread)
            {
                return null;
            }
        }

        return $"#{Middle(least[0], most[0]):x2}{Middle(least[1], most[1]):x2}{Middle(least[2], most[2]):x2}";
    }

    private static int Middle(byte least, byte most) => (least + most) / 2;
}
