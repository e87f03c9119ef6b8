namespace Easel.Tensors.Kernels.Reference;

/// <summary>Movements of elements, one at a time.</summary>
internal static class ReferenceCopies
{
    /// <param name="x">[batch, height, width, channels]</param>
    /// <param name="shape">The extents of x.</param>
    /// <param name="outHeight">Rows that come out.</param>
    /// <param name="outWidth">Columns that come out.</param>
    /// <returns>[batch, outHeight, outWidth, channels]</returns>
    public static float[] Upsample(float[] x, Shape shape, int outHeight, int outWidth)
    {
        (int batch, int height, int width, int channels) = (shape[0], shape[1], shape[2], shape[3]);
        List<float> y = [];
        for (int sample = 0; sample < batch; sample++)
        {
            for (int row = 0; row < outHeight; row++)
            {
                for (int column = 0; column < outWidth; column++)
                {
                    int pixel = (((sample * height) + (row * height / outHeight)) * width) + (column * width / outWidth);
                    y.AddRange(x.AsSpan(pixel * channels, channels));
                }
            }
        }

        return [.. y];
    }

    /// <param name="x">[rows, m]</param>
    /// <param name="y">[rows, n]</param>
    /// <param name="rows">How many there are.</param>
    /// <returns>[rows, m + n]</returns>
    public static float[] Concatenate(float[] x, float[] y, int rows)
    {
        List<float> z = [];
        for (int row = 0; row < rows; row++)
        {
            z.AddRange(x.AsSpan(row * (x.Length / rows), x.Length / rows));
            z.AddRange(y.AsSpan(row * (y.Length / rows), y.Length / rows));
        }

        return [.. z];
    }

    /// <param name="ids">[batch, places]</param>
    /// <param name="places">How many there are.</param>
    /// <param name="tokens">[vocabulary, width]</param>
    /// <param name="positions">[places or more, width]</param>
    /// <param name="width">The width of a row.</param>
    /// <returns>[batch, places, width]</returns>
    public static float[] Embed(int[] ids, int places, float[] tokens, float[] positions, int width)
    {
        float[] y = new float[ids.Length * width];
        for (int i = 0; i < y.Length; i++)
        {
            int row = i / width;
            y[i] = tokens[(ids[row] * width) + (i % width)] + positions[(row % places * width) + (i % width)];
        }

        return y;
    }
}
