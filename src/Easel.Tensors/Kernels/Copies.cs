namespace Easel.Tensors.Kernels;

/// <summary>Operations that move floats and compute none.</summary>
internal static unsafe class Copies
{
    public static void Copy(float* source, float* destination, nint count)
        => Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float));

    /// <summary>Rows of the nearest pixels, at floor(i * in / out).</summary>
    /// <param name="x">[batch, height, width, channels]</param>
    /// <param name="y">[batch, outHeight, outWidth, channels]</param>
    /// <param name="height">Rows that go in.</param>
    /// <param name="width">Columns that go in.</param>
    /// <param name="outHeight">Rows that come out.</param>
    /// <param name="outWidth">Columns that come out.</param>
    /// <param name="channels">How many there are.</param>
    /// <param name="row">The row to make, 0 to batch * outHeight - 1.</param>
    public static void UpsampleRow(float* x, float* y, int height, int width, int outHeight, int outWidth, int channels, int row)
    {
        (int sample, int outRow) = Math.DivRem(row, outHeight);
        long sourceRow = ((long)sample * height) + ((long)outRow * height / outHeight);
        float* from = x + (sourceRow * width * channels);
        float* to = y + ((long)row * outWidth * channels);
        for (int column = 0; column < outWidth; column++)
        {
            Copy(from + ((long)column * width / outWidth * channels), to, channels);
            to += channels;
        }
    }

    /// <summary>Rows side by side: z[row] = x[row], y[row].</summary>
    public static void ConcatenateRows(float* x, int xWidth, float* y, int yWidth, float* z, nint rows)
    {
        for (nint row = 0; row < rows; row++)
        {
            Copy(x, z, xWidth);
            Copy(y, z + xWidth, yWidth);
            x += xWidth;
            y += yWidth;
            z += xWidth + yWidth;
        }
    }

    /// <summary>y[i] = tokens[ids[i]] + positions[i]</summary>
    public static void EmbedRows<TLanes>(int* ids, float* tokens, float* positions, float* y, int places, int width)
        where TLanes : struct, ILanes<TLanes>
    {
        for (nint place = 0; place < places; place++)
        {
            Elementwise.Map<Addition, TLanes>(default, tokens + ((nint)ids[place] * width), positions + (place * width), y + (place * width), width);
        }
    }
}
