namespace Easel.Tensors.Kernels.Reference;

/// <summary>Attention by its definition (Vaswani et al. 2017, sec. 3.2), in double precision.</summary>
internal static class ReferenceAttention
{
    /// <param name="queries">[batch, tokens, heads * d]</param>
    /// <param name="keys">[batch, others, heads * d]</param>
    /// <param name="values">[batch, others, heads * d]</param>
    /// <param name="batch">Samples.</param>
    /// <param name="tokens">Queries of each.</param>
    /// <param name="others">Keys of each.</param>
    /// <param name="heads">Equal parts of the width.</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    /// <returns>softmax(q k^T / sqrt(d)) v, [batch, tokens, heads * d]</returns>
    public static double[] Attend(float[] queries, float[] keys, float[] values, int batch, int tokens, int others, int heads, bool causal)
    {
        int pitch = queries.Length / batch / tokens;
        int width = pitch / heads;
        double[] y = new double[queries.Length];
        double[] powers = new double[others];
        for (int row = 0; row < batch * tokens; row++)
        {
            int seen = causal ? Math.Min(others, (row % tokens) + 1) : others;
            int firstKey = row / tokens * others;
            for (int head = 0; head < heads; head++)
            {
                ReadOnlySpan<float> query = queries.AsSpan((row * pitch) + (head * width), width);
                for (int key = 0; key < seen; key++)
                {
                    powers[key] = Dot(query, keys.AsSpan(((firstKey + key) * pitch) + (head * width), width)) / Math.Sqrt(width);
                }

                double max = powers[..seen].Max();
                double total = 0;
                for (int key = 0; key < seen; key++)
                {
                    powers[key] = Math.Exp(powers[key] - max);
                    total += powers[key];
                }

                for (int i = 0; i < width; i++)
                {
                    double sum = 0;
                    for (int key = 0; key < seen; key++)
                    {
                        sum += powers[key] * values[((firstKey + key) * pitch) + (head * width) + i];
                    }

                    y[(row * pitch) + (head * width) + i] = sum / total;
                }
            }
        }

        return y;
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }
}
