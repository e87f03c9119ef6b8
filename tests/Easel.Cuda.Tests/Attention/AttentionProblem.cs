using Easel.Cuda.Attention;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Attention;

/// <summary>Queries, keys and values of normally distributed numbers, with what attention makes of them in double precision.</summary>
internal sealed class AttentionProblem
{
    private readonly float[] _queries;
    private readonly float[] _keys;
    private readonly float[] _values;

    /// <param name="batch">Samples.</param>
    /// <param name="tokens">Queries of a sample.</param>
    /// <param name="others">Keys of a sample.</param>
    /// <param name="heads">1 or more.</param>
    /// <param name="width">Of a head.</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    /// <param name="growth">How much longer each key is than the one before.</param>
    public AttentionProblem(int batch, int tokens, int others, int heads, int width, bool causal = false, double growth = 0)
    {
        (Batch, Tokens, Others, Heads, Width, IsCausal) = (batch, tokens, others, heads, width, causal);
        Random random = new((((tokens * 31) + others) * 31) + width);
        _queries = Normals(random, batch * tokens * heads * width);
        _keys = Normals(random, batch * others * heads * width);
        _values = Normals(random, batch * others * heads * width);
        for (int i = 0; i < _keys.Length; i++)
        {
            _keys[i] = Rounded(_keys[i] * (1 + (growth * (i / (heads * width) % others))));
        }
    }

    public int Batch { get; }

    public int Tokens { get; }

    public int Others { get; }

    public int Heads { get; }

    public int Width { get; }

    public bool IsCausal { get; }

    /// <summary>Numbers between a token's queries and the next token's that do not belong to them.</summary>
    public int QueryGap { get; init; }

    /// <summary>The same of keys, and of values.</summary>
    public int KeyGap { get; init; }

    /// <summary>What a kernel makes of it, interpreted. Memory beside the tensors may not be touched.</summary>
    public float[] Run(AttentionKernel kernel, ElementType type)
    {
        using KernelRun run = KernelRun.Of(kernel.File);
        nint result = type == ElementType.Float16 ? run.AllocateHalves(_queries.Length) : run.AllocateFloats(_queries.Length);
        AttentionParameters parameters = new()
        {
            Queries = Upload(run, _queries, QueryGap, type),
            Keys = Upload(run, _keys, KeyGap, type),
            Values = Upload(run, _values, KeyGap, type),
            Result = result,
            Tokens = Tokens,
            Others = Others,
            Heads = Heads,
            Width = Width,
            QueryPitch = (Heads * Width) + QueryGap,
            KeyPitch = (Heads * Width) + KeyGap,
            Causal = IsCausal ? 1 : 0,
            Scale = AttentionParameters.ScaleOf(Width),
        };
        run.Launch(kernel.Name, kernel.Grid(Batch, Tokens, Heads, Width), kernel.Threads, kernel.SharedBytes, parameters);
        return type == ElementType.Float16
            ? [.. run.DownloadHalves(result, _queries.Length).Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))]
            : run.DownloadFloats(result, _queries.Length);
    }

    /// <summary>softmax(q k^T / sqrt(d)) v in double precision.</summary>
    public double[] Expected()
    {
        double[] result = new double[_queries.Length];
        double[] powers = new double[Others];
        int stride = Heads * Width;
        for (int sample = 0; sample < Batch; sample++)
        {
            for (int head = 0; head < Heads; head++)
            {
                for (int token = 0; token < Tokens; token++)
                {
                    int query = (((sample * Tokens) + token) * stride) + (head * Width);
                    int first = (sample * Others * stride) + (head * Width);
                    int seen = IsCausal ? Math.Min(Others, token + 1) : Others;
                    for (int key = 0; key < seen; key++)
                    {
                        powers[key] = Enumerable.Range(0, Width).Sum(i => (double)_queries[query + i] * _keys[first + (key * stride) + i]) / Math.Sqrt(Width);
                    }

                    double top = powers.AsSpan(0, seen).ToArray().Max();
                    double total = 0;
                    for (int key = 0; key < seen; key++)
                    {
                        powers[key] = Math.Exp(powers[key] - top);
                        total += powers[key];
                    }

                    for (int i = 0; i < Width; i++)
                    {
                        result[query + i] = Enumerable.Range(0, seen).Sum(key => powers[key] * _values[first + (key * stride) + i]) / total;
                    }
                }
            }
        }

        return result;
    }

    // Gaps, also that behind the last, are NaN.
    private nint Upload(KernelRun run, float[] values, int gap, ElementType type)
    {
        float[] rows = [.. values.Chunk(Heads * Width).SelectMany(row => row.Concat(Enumerable.Repeat(float.NaN, gap)))];
        return type == ElementType.Float16 ? run.Upload([.. rows.Select(value => BitConverter.HalfToUInt16Bits((Half)value))]) : run.Upload(rows);
    }

    // Halves hold the inputs exactly, so that only the kernel's own roundings are measured.
    private static float Rounded(double value) => (float)(Half)value;

    private static float[] Normals(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Rounded(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
