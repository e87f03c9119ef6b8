using System.Collections.Concurrent;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Server.Tests.Page.Mock;

/// <summary>Hills under a sun, of a seed: something to look at where nothing is painted.</summary>
internal static class MockPictures
{
    private static readonly (int Sky, int Low, int Near, int Sun)[] s_palettes =
    [
        (0x2b3a67, 0xe9a178, 0x1b2432, 0xffd9a0),
        (0x8ecae6, 0xfdf0d5, 0x386641, 0xfffbe6),
        (0x1d1e33, 0x7a4069, 0x0f1020, 0xffe8d6),
        (0xf2c6a0, 0xf7ede2, 0x84594a, 0xf28482),
        (0x9fb8ad, 0xe8e2d0, 0x3d5a50, 0xf4f1de),
        (0x0b3954, 0xbfd7ea, 0x087e8b, 0xff5a5f),
        (0xc9ada7, 0xf2e9e4, 0x4a4e69, 0xffcdb2),
    ];

    private static readonly ConcurrentDictionary<(ulong, int, int, double), byte[]> s_made = new();

    /// <summary>A PNG file.</summary>
    /// <param name="seed">which</param>
    /// <param name="width">pixels per row</param>
    /// <param name="height">rows</param>
    /// <param name="noise">0 for the picture, 1 for noise alone</param>
    public static byte[] Png(ulong seed, int width, int height, double noise = 0)
        => s_made.GetOrAdd((seed, width, height, Math.Round(noise, 2)), key => PngFile.Encode(Paint(key.Item1, key.Item2, key.Item3, key.Item4)));

    private static Image Paint(ulong seed, int width, int height, double noise)
    {
        Random random = new((int)(seed % int.MaxValue));
        (int sky, int low, int near, int sun) = s_palettes[seed % (ulong)s_palettes.Length];
        (double sunX, double sunY, double radius) = (0.2 + (0.6 * random.NextDouble()), 0.18 + (0.3 * random.NextDouble()), 0.06 + (0.08 * random.NextDouble()));
        double[] phases = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble() * Math.Tau)];
        double aspect = (double)width / height;
        double[][] ridges = [.. Enumerable.Range(0, 4).Select(layer => Enumerable.Range(0, width).Select(x => Ridge(layer, (double)x / width * aspect, phases)).ToArray())];
        byte[] pixels = new byte[width * height * 3];
        Random grain = new(7);
        for (int y = 0; y < height; y++)
        {
            double v = (double)y / height;
            for (int x = 0; x < width; x++)
            {
                int layers = ridges.Count(ridge => v > ridge[x]);
                double away = Math.Pow(((double)x / width * aspect) - (sunX * aspect), 2) + Math.Pow(v - sunY, 2);
                (double R, double G, double B) colour = layers > 0
                    ? Mix(Colour(low), Colour(near), 0.2 + (layers * 0.2))
                    : Mix(Mix(Colour(sky), Colour(low), Math.Min(1, v * 1.5)), Colour(sun), away < radius * radius ? 1 : 0.5 / (1 + (away * 30)));
                if (noise > 0)
                {
                    colour = Mix(colour, (grain.NextDouble(), grain.NextDouble(), grain.NextDouble()), noise);
                }

                int at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (Level(colour.R), Level(colour.G), Level(colour.B));
            }
        }

        return new Image(width, height, pixels);
    }

    private static double Ridge(int layer, double u, double[] phases)
        => 0.5 + (layer * 0.12) + (0.07 * Math.Sin((u * (2 + layer)) + phases[layer])) + (0.03 * Math.Sin((u * (5 + (layer * 2))) + phases[layer + 4])) + (0.012 * Math.Sin((u * 17) + phases[layer + 8]));

    private static byte Level(double share) => (byte)Math.Clamp(share * 255, 0, 255);

    private static (double R, double G, double B) Colour(int hex) => ((hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0);

    private static (double R, double G, double B) Mix((double R, double G, double B) a, (double R, double G, double B) b, double share)
        => (a.R + ((b.R - a.R) * share), a.G + ((b.G - a.G) * share), a.B + ((b.B - a.B) * share));
}
