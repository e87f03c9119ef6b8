using Easel.Tests.Imaging;

namespace Easel.Server.Tests.Foreign;

/// <summary>PNG files with an alpha channel, which Easel reads and does not write.</summary>
internal static class TransparentPng
{
    /// <summary>The file of red, green, blue and alpha, row by row.</summary>
    public static byte[] Of(int width, int height, byte[] rgba) => TestPng.File(
        TestPng.Header(width, height, depth: 8, colour: 6),
        TestPng.Chunk("IDAT", TestPng.Compress([.. Enumerable.Range(0, height).SelectMany(y => rgba.AsSpan(4 * width * y, 4 * width).ToArray().Prepend((byte)0))])),
        TestPng.Chunk("IEND"));

    /// <summary>A picture that is transparent in its left part.</summary>
    public static byte[] LeftHalf(int width, int height)
    {
        byte[] rgba = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            rgba[(4 * i) + 3] = i % width < width / 2 ? (byte)0 : byte.MaxValue;
        }

        return Of(width, height, rgba);
    }
}
