using System.Numerics;

namespace Easel.Imaging.Resampling;

/// <summary>Resizes 8-bit pictures with the arithmetic of OpenCV's <c>resize</c> (modules/imgproc, resize.cpp), as the OpenVINO <c>demo.py</c> uses it.</summary>
public static class OpenCvResize
{
    private const int Channels = 3;

    /// <summary>INTER_LANCZOS4: eight pixels in each direction, in fixed point, first along the rows, then along the columns.</summary>
    /// <param name="image">stays as it is</param>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more; width * height at most <see cref="Image.MaxPixels"/></param>
    public static Image Lanczos4(Image image, int width, int height)
    {
        Image.RequireSize(width, height);

        // As OpenCV: a copy, not a filter, where nothing changes.
        if ((width, height) == (image.Width, image.Height))
        {
            return image;
        }

        Lanczos4Taps columns = new(image.Width, width);
        Lanczos4Taps rows = new(image.Height, height);
        byte[] pixels = new byte[(long)width * height * Channels];
        RowCache cache = new(image, columns, width);
        for (int y = 0; y < height; y++)
        {
            MixRows(cache, rows.Sources(y), rows.Weights(y), pixels.AsSpan(y * width * Channels, width * Channels));
        }

        return new Image(width, height, pixels);
    }

    /// <summary>INTER_NEAREST: new pixel x is old pixel floor(x * scale), the scale in float64.</summary>
    /// <param name="image">stays as it is</param>
    /// <param name="width">1 or more</param>
    /// <param name="height">1 or more; width * height at most <see cref="Image.MaxPixels"/></param>
    public static GrayImage Nearest(GrayImage image, int width, int height)
    {
        Image.RequireSize(width, height);
        return NearestPixel.Resize(image, Sources(image.Width, width), Sources(image.Height, height));

        static int[] Sources(int sourceLength, int length)
        {
            double scale = 1 / ((double)length / sourceLength);
            return [.. Enumerable.Range(0, length).Select(i => Math.Min((int)Math.Floor(i * scale), sourceLength - 1))];
        }
    }

    /// <summary>Weighted sums of eight filtered rows, rounded to 8 bits and saturated.</summary>
    private static void MixRows(RowCache cache, ReadOnlySpan<int> sources, ReadOnlySpan<int> weights, Span<byte> destination)
    {
        const int Shift = 2 * Lanczos4Taps.WeightBits;
        Span<int> sums = cache.Sums;
        sums.Fill(1 << (Shift - 1));
        for (int tap = 0; tap < sources.Length; tap++)
        {
            AddMultiple(cache.Row(sources[tap]), weights[tap], sums);
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)Math.Clamp(sums[i] >> Shift, 0, 255);
        }
    }

    private static void AddMultiple(ReadOnlySpan<int> row, int weight, Span<int> sums)
    {
        int i = 0;
        for (; i + Vector<int>.Count <= sums.Length; i += Vector<int>.Count)
        {
            (new Vector<int>(sums[i..]) + (new Vector<int>(row[i..]) * weight)).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    /// <summary>The last eight old rows, filtered along the rows.</summary>
    private sealed class RowCache(Image image, Lanczos4Taps taps, int width)
    {
        private readonly int[] _held = [.. Enumerable.Repeat(-1, Lanczos4Taps.Count)];
        private readonly int[][] _rows = [.. Enumerable.Range(0, Lanczos4Taps.Count).Select(_ => new int[width * Channels])];

        /// <summary>Room for one new row.</summary>
        public int[] Sums { get; } = new int[width * Channels];

        /// <summary>An old row; eight neighbours are held at once.</summary>
        public ReadOnlySpan<int> Row(int y)
        {
            int place = y % Lanczos4Taps.Count;
            if (_held[place] != y)
            {
                Filter(image.Pixels.Span.Slice(y * image.Width * Channels, image.Width * Channels), _rows[place]);
                _held[place] = y;
            }

            return _rows[place];
        }

        private void Filter(ReadOnlySpan<byte> row, int[] filtered)
        {
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> sources = taps.Sources(x);
                ReadOnlySpan<int> weights = taps.Weights(x);
                int red = 0;
                int green = 0;
                int blue = 0;
                for (int tap = 0; tap < sources.Length; tap++)
                {
                    int start = sources[tap] * Channels;
                    red += row[start] * weights[tap];
                    green += row[start + 1] * weights[tap];
                    blue += row[start + 2] * weights[tap];
                }

                filtered[x * Channels] = red;
                filtered[(x * Channels) + 1] = green;
                filtered[(x * Channels) + 2] = blue;
            }
        }
    }
}
