namespace Easel.Imaging.Resampling;

/// <summary>Which pixels of a line make each pixel of a longer or shorter line, and with what weights: Pillow's <c>precompute_coeffs</c> (Resample.c, as of Pillow 11).</summary>
internal sealed class PillowWeights
{
    /// <summary>Binary places of the whole numbers that stand for weights: 32 bits less 8 for a colour and 2 for sums beyond 0 to 1.</summary>
    public const int Places = 32 - 8 - 2;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _most;

    /// <summary>The weights between lines of two lengths.</summary>
    /// <param name="from">Pixels of the line that is there, 1 or more.</param>
    /// <param name="to">Pixels of the line that is made, 1 or more.</param>
    /// <param name="filter">The formula.</param>
    public PillowWeights(int from, int to, PillowFilter filter)
    {
        double scale = (double)from / to;
        double widening = Math.Max(scale, 1); // a smaller line sees every pixel of the larger
        double reach = FilterFormulas.Reach(filter) * widening;
        _most = ((int)Math.Ceiling(reach) * 2) + 1;
        _first = new int[to];
        _count = new int[to];
        _weights = new int[checked(to * _most)];

        double[] values = new double[_most];
        for (int i = 0; i < to; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max((int)(center - reach + 0.5), 0);
            int count = Math.Min((int)(center + reach + 0.5), from) - first;
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                values[j] = FilterFormulas.Value(filter, (j + first - center + 0.5) * (1 / widening));
                sum += values[j];
            }

            (_first[i], _count[i]) = (first, count);
            for (int j = 0; j < count; j++)
            {
                _weights[(i * _most) + j] = ToWhole(sum == 0 ? values[j] : values[j] / sum);
            }
        }
    }

    /// <summary>The first pixel that counts for one that is made.</summary>
    public int First(int made) => _first[made];

    /// <summary>The weights of that pixel and those behind it.</summary>
    public ReadOnlySpan<int> Of(int made) => _weights.AsSpan(made * _most, _count[made]);

    // Half away from zero, as C's conversion of a double cuts.
    private static int ToWhole(double weight) => (int)((weight * (1 << Places)) + (weight < 0 ? -0.5 : 0.5));
}
