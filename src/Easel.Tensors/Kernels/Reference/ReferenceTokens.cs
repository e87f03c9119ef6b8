namespace Easel.Tensors.Kernels.Reference;

/// <summary>Token merging by its definition (Bolya and Hoffman 2023, sec. 4), one sample at a time, in double precision.</summary>
internal static class ReferenceTokens
{
    /// <param name="x">[height * width, channels]</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="count">Tokens that are left.</param>
    /// <returns>The row that each token is merged into.</returns>
    public static int[] Match(float[] x, int height, int width, int count)
    {
        int channels = x.Length / height / width;
        List<int> destinations = [];
        for (int row = 0; row < height; row += 2)
        {
            for (int column = 0; column < width; column += 2)
            {
                int place = ((column / 2) + row) % 4;
                destinations.Add((Math.Min(row + (place / 2), height - 1) * width) + Math.Min(column + (place % 2), width - 1));
            }
        }

        int[] sources = [.. Enumerable.Range(0, height * width).Except(destinations)];
        Dictionary<int, int> nearest = sources.ToDictionary(source => source, source => destinations.MaxBy(destination => Cosine(source, destination)));
        HashSet<int> merged = [.. sources.OrderByDescending(source => Cosine(source, nearest[source])).Take((height * width) - count)];
        List<int> stays = [.. Enumerable.Range(0, height * width).Where(token => !merged.Contains(token))];
        return [.. Enumerable.Range(0, height * width).Select(token => stays.IndexOf(merged.Contains(token) ? nearest[token] : token))];

        double Cosine(int a, int b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

        double Dot(int a, int b) => Enumerable.Range(0, channels).Sum(i => (double)x[(a * channels) + i] * x[(b * channels) + i]);
    }

    /// <param name="x">[tokens, channels]</param>
    /// <param name="rows">The row of each token.</param>
    /// <param name="count">Rows.</param>
    /// <returns>The mean of each row's tokens, [count, channels]; zeros of none.</returns>
    public static double[] Merge(float[] x, int[] rows, int count)
    {
        int channels = x.Length / rows.Length;
        double[] y = new double[count * channels];
        for (int i = 0; i < x.Length; i++)
        {
            int row = rows[i / channels];
            y[(row * channels) + (i % channels)] += (double)x[i] / rows.Count(other => other == row);
        }

        return y;
    }

    /// <param name="y">[count, channels]</param>
    /// <param name="rows">The row of each token.</param>
    /// <param name="residual">[tokens, channels]</param>
    /// <returns>y[rows[token]] + residual[token], [tokens, channels]</returns>
    public static double[] Spread(float[] y, int[] rows, float[] residual)
    {
        int channels = residual.Length / rows.Length;
        return [.. residual.Select((value, i) => (double)value + y[(rows[i / channels] * channels) + (i % channels)])];
    }
}
