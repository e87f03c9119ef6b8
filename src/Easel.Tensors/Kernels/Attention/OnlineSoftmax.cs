using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels.Attention;

/// <summary>The running maximum and sum of powers of each row of scores. Milakov and Gimelshein 2018, algorithm 3.</summary>
/// <typeparam name="TSixteen">Sixteen lanes, so that sums have the same order at every width.</typeparam>
internal readonly unsafe struct OnlineSoftmax<TSixteen>(float* state, int rows) where TSixteen : unmanaged, ILanes<TSixteen>
{
    private readonly float* _maxima = state;
    private readonly float* _totals = state + rows;
    private readonly float* _corrections = state + (2 * rows);

    /// <summary>Forgets all rows.</summary>
    public void Begin()
    {
        for (int row = 0; row < rows; row++)
        {
            _maxima[row] = float.NegativeInfinity;
            _totals[row] = 0;
        }
    }

    /// <summary>The sum of a row's powers.</summary>
    public float Total(int row) => _totals[row];

    /// <summary>What earlier sums must be multiplied with since the last block.</summary>
    public float Correction(int row) => _corrections[row];

    /// <summary>Replaces scores by powers, e^(score - maximum).</summary>
    /// <param name="row">Whose they are.</param>
    /// <param name="scores">A block of scores; there is memory for whole sixteens.</param>
    /// <param name="visible">Scores that count.</param>
    /// <param name="count">Scores: those that do not count become 0.</param>
    public void Row(int row, float* scores, int visible, int count)
    {
        int end = (count + 15) & ~15;
        for (int i = visible; i < end; i++)
        {
            scores[i] = float.NegativeInfinity;
        }

        if (visible == 0)
        {
            new Span<float>(scores, end).Clear();
            _corrections[row] = 1;
            return;
        }

        float max = MathF.Max(_maxima[row], Greatest(scores, end));
        float correction = LaneMath.Exp(new Lanes1(_maxima[row] - max)).AddAcross();
        _totals[row] = MathF.FusedMultiplyAdd(_totals[row], correction, Powers(scores, end, max));
        _maxima[row] = max;
        _corrections[row] = correction;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Greatest(float* scores, int count)
    {
        TSixteen greatest = TSixteen.Load(scores);
        for (int i = 16; i < count; i += 16)
        {
            greatest = TSixteen.Max(greatest, TSixteen.Load(scores + i));
        }

        return greatest.MaxAcross();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Powers(float* scores, int count, float max)
    {
        TSixteen sum = TSixteen.Splat(0);
        TSixteen greatest = TSixteen.Splat(max);
        for (int i = 0; i < count; i += 16)
        {
            TSixteen power = LaneMath.Exp(TSixteen.Load(scores + i) - greatest);
            power.Store(scores + i);
            sum += power;
        }

        return sum.AddAcross();
    }
}
