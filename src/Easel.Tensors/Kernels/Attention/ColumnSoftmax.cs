using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>The running maximum and sum of powers of each column of scores. Milakov and Gimelshein 2018, algorithm 3.</summary>
/// <remarks>
/// A column is a query, so no lane ever meets another. A block's powers are added in four chains, key mod 4, which do not wait for each other;
/// then (0 + 1) + (2 + 3).
/// </remarks>
internal readonly unsafe struct ColumnSoftmax<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Chains = 4;

    private readonly int _columns;
    private readonly float* _maxima;
    private readonly float* _totals;
    private readonly float* _corrections;
    private readonly float* _chains;

    /// <param name="state">Memory for <see cref="StateFloats"/>.</param>
    /// <param name="columns">Whole registers.</param>
    public ColumnSoftmax(float* state, int columns)
    {
        _columns = columns;
        _maxima = state;
        _totals = state + columns;
        _corrections = state + (2 * columns);
        _chains = state + (3 * columns);
    }

    /// <summary>The sums of the columns' powers.</summary>
    public float* Totals => _totals;

    /// <summary>What the columns' earlier sums must be multiplied with since the last block.</summary>
    public float* Corrections => _corrections;

    /// <summary>Memory for so many columns.</summary>
    public static int StateFloats(int columns) => (3 + Chains) * columns;

    /// <summary>Columns that have seen nothing.</summary>
    public void Begin()
    {
        new Span<float>(_maxima, _columns).Fill(float.NegativeInfinity);
        new Span<float>(_totals, _columns).Clear();
    }

    /// <summary>Looks at a block of scores, before its powers are taken.</summary>
    [MethodImpl(KernelLoop.Options)]
    public void See(float* scores, int keys)
    {
        for (int column = 0; column < _columns; column += TLanes.Count)
        {
            TLanes before = TLanes.Load(_maxima + column);
            TLanes max = before;
            for (int key = 0; key < keys; key++)
            {
                max = TLanes.Max(max, TLanes.Load(scores + ((nint)key * _columns) + column));
            }

            Power(before - max).Store(_corrections + column);
            max.Store(_maxima + column);
        }

        new Span<float>(_chains, Chains * _columns).Clear();
    }

    /// <summary>Replaces some of the block's scores by powers, 2^(score - maximum).</summary>
    /// <param name="scores">Of the block's first key.</param>
    /// <param name="first">A multiple of four.</param>
    /// <param name="end">Beyond the last key.</param>
    public void Raise(float* scores, int first, int end)
    {
        int whole = end - ((end - first) % Chains);
        RaiseFours(scores, first, whole);
        for (int key = whole; key < end; key++)
        {
            RaiseOne(scores + ((nint)key * _columns), _chains + ((key % Chains) * _columns));
        }
    }

    /// <summary>Adds the block's powers to the totals.</summary>
    [MethodImpl(KernelLoop.Options)]
    public void Add()
    {
        for (int column = 0; column < _columns; column += TLanes.Count)
        {
            float* chain = _chains + column;
            TLanes even = TLanes.Load(chain) + TLanes.Load(chain + _columns);
            TLanes odd = TLanes.Load(chain + (2 * _columns)) + TLanes.Load(chain + (3 * _columns));
            TLanes.MultiplyAdd(TLanes.Load(_totals + column), TLanes.Load(_corrections + column), even + odd).Store(_totals + column);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void RaiseFours(float* scores, int first, int end)
    {
        nint row = _columns;
        for (int column = 0; column < _columns; column += TLanes.Count)
        {
            TLanes max = TLanes.Load(_maxima + column);
            float* chain = _chains + column;
            TLanes sum0 = TLanes.Load(chain);
            TLanes sum1 = TLanes.Load(chain + row);
            TLanes sum2 = TLanes.Load(chain + (2 * row));
            TLanes sum3 = TLanes.Load(chain + (3 * row));
            float* score = scores + (first * row) + column;
            for (int key = first; key < end; key += Chains, score += Chains * row)
            {
                sum0 += Raise(score, max);
                sum1 += Raise(score + row, max);
                sum2 += Raise(score + (2 * row), max);
                sum3 += Raise(score + (3 * row), max);
            }

            sum0.Store(chain);
            sum1.Store(chain + row);
            sum2.Store(chain + (2 * row));
            sum3.Store(chain + (3 * row));
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private void RaiseOne(float* scores, float* chain)
    {
        for (int column = 0; column < _columns; column += TLanes.Count)
        {
            (TLanes.Load(chain + column) + Raise(scores + column, TLanes.Load(_maxima + column))).Store(chain + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Raise(float* score, TLanes max)
    {
        TLanes power = Power(TLanes.Load(score) - max);
        power.Store(score);
        return power;
    }

    /// <summary>2^x, for x of 0 or less. 1 at 0, zero below -126.5.</summary>
    /// <remarks>A third fewer operations than e^x: nothing is lost in taking the whole part off, and there is no upper end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Power(TLanes x)
    {
        // 1.5 * 2^23 makes the sum's last bit the unit, so that its low bits are the whole part + 127: the exponent field of that power.
        const float RoundToWhole = 12582912f + 127f;

        x = TLanes.Max(TLanes.Splat(-127f), x);
        TLanes biased = x + TLanes.Splat(RoundToWhole);
        TLanes r = x - (biased - TLanes.Splat(RoundToWhole));

        // Minimax for relative error on [-1/2, 1/2]: 2.6e-9 before the coefficients were rounded, 8.2e-8 with all roundings.
        TLanes p = TLanes.Splat(1.55946778e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1.34066434e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(9.61769279e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(5.55031039e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(0.240226522f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(0.693147242f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Splat(1f));
        return p * TLanes.ShiftBitsLeft(biased, 23);
    }
}
