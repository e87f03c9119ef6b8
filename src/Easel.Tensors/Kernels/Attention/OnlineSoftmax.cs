using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>The running maximum and sum of powers of each row of scores. Milakov and Gimelshein 2018, algorithm 3.</summary>
/// <remarks>All rows go through each stage before the next: a row's stages wait for each other, those of different rows overlap.</remarks>
/// <typeparam name="TSixteen">Sixteen lanes, so that sums have the same order at every width.</typeparam>
internal readonly unsafe struct OnlineSoftmax<TSixteen> where TSixteen : unmanaged, ILanes<TSixteen>
{
    private readonly int _rows;
    private readonly int _pitch;
    private readonly float* _maxima;
    private readonly float* _totals;
    private readonly float* _corrections;
    private readonly float* _results;

    /// <summary>Rows that have seen nothing.</summary>
    /// <param name="state">Memory for <see cref="StateFloats"/>.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="pitch">Floats from one row of scores to the next.</param>
    public OnlineSoftmax(float* state, int rows, int pitch)
    {
        int each = Whole(rows);
        _rows = rows;
        _pitch = pitch;
        _maxima = state;
        _totals = state + each;
        _corrections = state + (2 * each);
        _results = state + (3 * each);
        new Span<float>(_maxima, each).Fill(float.NegativeInfinity);
        new Span<float>(_totals, each).Clear();
        new Span<float>(_results, each).Clear();
    }

    /// <summary>The sums of the rows' powers.</summary>
    public float* Totals => _totals;

    /// <summary>What the rows' earlier sums must be multiplied with since the last block.</summary>
    public float* Corrections => _corrections;

    /// <summary>Memory for so many rows.</summary>
    public static int StateFloats(int rows) => 4 * Whole(rows);

    /// <summary>Replaces a block of scores by powers, 2^(score - maximum).</summary>
    /// <param name="scores">There is memory for whole sixteens in each row.</param>
    /// <param name="count">Scores of a row.</param>
    /// <param name="seen">How many of them count for the first row; the powers of others are 0.</param>
    /// <param name="more">How many more for each next row.</param>
    [MethodImpl(KernelLoop.Options)]
    public void Update(float* scores, int count, int seen, int more)
    {
        int end = Whole(count);
        for (int row = 0; row < _rows; row++)
        {
            float* first = scores + (row * _pitch);
            for (int i = Math.Clamp(seen + (row * more), 0, count); i < end; i++)
            {
                first[i] = float.NegativeInfinity;
            }

            _results[row] = Greatest(first, end);
        }

        for (int row = 0; row < _rows; row += TSixteen.Count)
        {
            TSixteen before = TSixteen.Load(_maxima + row);
            TSixteen max = TSixteen.Max(before, TSixteen.Load(_results + row));
            Power(before - max).Store(_corrections + row);
            max.Store(_maxima + row);
        }

        for (int row = 0; row < _rows; row++)
        {
            _results[row] = Powers(scores + (row * _pitch), end, _maxima[row]);
        }

        for (int row = 0; row < _rows; row += TSixteen.Count)
        {
            TSixteen correction = TSixteen.Load(_corrections + row);
            TSixteen.MultiplyAdd(TSixteen.Load(_totals + row), correction, TSixteen.Load(_results + row)).Store(_totals + row);
        }
    }

    private static int Whole(int count) => (count + TSixteen.Count - 1) / TSixteen.Count * TSixteen.Count;

    [MethodImpl(KernelLoop.Options)]
    private static float Greatest(float* scores, int count)
    {
        TSixteen greatest = TSixteen.Load(scores);
        for (int i = TSixteen.Count; i < count; i += TSixteen.Count)
        {
            greatest = TSixteen.Max(greatest, TSixteen.Load(scores + i));
        }

        return greatest.MaxAcross();
    }

    [MethodImpl(KernelLoop.Options)]
    private static float Powers(float* scores, int count, float max)
    {
        TSixteen sum = TSixteen.Splat(0);
        TSixteen greatest = TSixteen.Splat(max);
        for (float* end = scores + count; scores < end; scores += TSixteen.Count)
        {
            TSixteen power = Power(TSixteen.Load(scores) - greatest);
            power.Store(scores);
            sum += power;
        }

        return sum.AddAcross();
    }

    /// <summary>2^x, for x of 0 or less. 1 at 0, zero below -126.5.</summary>
    /// <remarks>A third fewer operations than e^x: nothing is lost in taking the whole part off, and there is no upper end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSixteen Power(TSixteen x)
    {
        // 1.5 * 2^23 makes the sum's last bit the unit, so that its low bits are the whole part + 127: the exponent field of that power.
        const float RoundToWhole = 12582912f + 127f;

        x = TSixteen.Max(TSixteen.Splat(-127f), x);
        TSixteen biased = x + TSixteen.Splat(RoundToWhole);
        TSixteen r = x - (biased - TSixteen.Splat(RoundToWhole));

        // Minimax for relative error on [-1/2, 1/2]: 2.6e-9 before the coefficients were rounded, 8.2e-8 with all roundings.
        TSixteen p = TSixteen.Splat(1.55946778e-4f);
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(1.34066434e-3f));
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(9.61769279e-3f));
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(5.55031039e-2f));
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(0.240226522f));
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(0.693147242f));
        p = TSixteen.MultiplyAdd(p, r, TSixteen.Splat(1f));
        return p * TSixteen.ShiftBitsLeft(biased, 23);
    }
}
