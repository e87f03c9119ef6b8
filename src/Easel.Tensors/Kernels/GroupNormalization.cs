using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Easel.Tensors.Kernels;

/// <summary>How many numbers there are, their mean, and the sum of their squared distances from it.</summary>
internal readonly record struct Moments(double Count, double Mean, double Squares)
{
    /// <summary>Of both together. Chan, Golub and LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances".</summary>
    public static Moments operator +(Moments a, Moments b)
    {
        double count = a.Count + b.Count;
        if (count == 0)
        {
            return a;
        }

        double distance = b.Mean - a.Mean;
        return new Moments(count, a.Mean + (distance * (b.Count / count)), a.Squares + b.Squares + (distance * distance * (a.Count * b.Count / count)));
    }
}

/// <summary>
/// activation((x - mean) / sqrt(variance + epsilon) * scale + shift) over groups of channels. Wu and He 2018, arXiv:1803.08494.
/// In three steps: moments of runs of pixels, a factor and a shift per channel, and their use.
/// </summary>
internal static unsafe class GroupNormalization
{
    /// <summary>How many numbers <see cref="Apply"/> wants for each channel.</summary>
    public const int Terms = 3;

    // Pixels taken at once: their sums stay in registers, and each channel's totals are touched a quarter as often.
    private const int Together = 4;

    /// <summary>Bytes of scratch that <see cref="MeasureRun"/> wants.</summary>
    public static long ScratchBytes(int channels) => 2L * channels * sizeof(float);

    /// <summary>The same, with room for the pixels of a run behind it.</summary>
    public static long ScratchBytes(int channels, int pixels) => (2L + pixels) * channels * sizeof(float);

    /// <summary>The moments of each group over a run of pixels.</summary>
    /// <param name="x">[pixels, channels]</param>
    /// <param name="pixels">1 or more; sums over them are in single precision.</param>
    /// <param name="channels">A multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">How many there are.</param>
    /// <param name="moments">[groups]</param>
    /// <param name="scratch"><see cref="ScratchBytes(int)"/> bytes.</param>
    public static void MeasureRun<TLanes>(float* x, int pixels, int channels, int groups, Moments* moments, byte* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        Debug.Assert(pixels > 0 && channels % groups == 0, "A run has pixels, and groups are equal.");

        float* sums = (float*)scratch;
        float* squares = sums + channels;
        new Span<float>(sums, 2 * channels).Clear();

        int whole = channels / TLanes.Count * TLanes.Count;
        int pixel = 0;
        for (; pixel <= pixels - Together; pixel += Together)
        {
            AddFour<TLanes>(x, x + ((nint)pixel * channels), channels, 0, whole, sums, squares);
            AddFour<Lanes1>(x, x + ((nint)pixel * channels), channels, whole, channels, sums, squares);
        }

        for (; pixel < pixels; pixel++)
        {
            AddOne<TLanes>(x, x + ((nint)pixel * channels), 0, whole, sums, squares);
            AddOne<Lanes1>(x, x + ((nint)pixel * channels), whole, channels, sums, squares);
        }

        int width = channels / groups;
        for (int group = 0; group < groups; group++)
        {
            moments[group] = OfGroup(x + (group * width), sums + (group * width), squares + (group * width), width, pixels);
        }
    }

    /// <summary>What is taken from each channel of a sample, what it is multiplied by, and what is added then.</summary>
    /// <param name="moments">[runs, groups]</param>
    /// <param name="runs">How many runs of pixels a sample has.</param>
    /// <param name="channels">A multiple of <paramref name="groups"/>.</param>
    /// <param name="groups">How many there are.</param>
    /// <param name="scale">[channels]</param>
    /// <param name="shift">[channels]</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="terms">[<see cref="Terms"/>, channels]: what is taken, the factor, what is added.</param>
    public static void Prepare(Moments* moments, int runs, int channels, int groups, float* scale, float* shift, float epsilon, float* terms)
    {
        int width = channels / groups;
        for (int group = 0; group < groups; group++)
        {
            Moments total = default;
            for (int run = 0; run < runs; run++)
            {
                total += moments[((nint)run * groups) + group];
            }

            double factor = 1 / Math.Sqrt((total.Squares / total.Count) + epsilon);
            for (int channel = group * width; channel < (group + 1) * width; channel++)
            {
                // What a float cannot hold of the mean is taken with the shift: far from zero it would cost digits.
                float mean = (float)total.Mean;
                terms[channel] = mean;
                terms[channels + channel] = (float)(factor * scale[channel]);
                terms[(2 * channels) + channel] = (float)(shift[channel] + ((mean - total.Mean) * factor * scale[channel]));
            }
        }
    }

    /// <summary>y = formula((x - mean) factor + shift), channel by channel.</summary>
    public static void Apply<TFormula, TLanes>(float* x, float* y, int pixels, int channels, float* terms)
        where TFormula : struct, IFormula
        where TLanes : struct, ILanes<TLanes>
    {
        int whole = channels / TLanes.Count * TLanes.Count;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            ApplyOne<TFormula, TLanes>(x, y, 0, whole, terms, channels);
            ApplyOne<TFormula, Lanes1>(x, y, whole, channels, terms, channels);
            x += channels;
            y += channels;
        }
    }

    /// <summary>The moments of a group, from its channels' sums of distances from a pivot.</summary>
    [MethodImpl(KernelLoop.Options)]
    private static Moments OfGroup(float* pivots, float* sums, float* squares, int width, int pixels)
    {
        double share = 1.0 / pixels;
        double mean = 0;
        for (int i = 0; i < width; i++)
        {
            mean += pivots[i] + (sums[i] * share);
        }

        mean /= width;
        double total = 0;
        for (int i = 0; i < width; i++)
        {
            double sum = sums[i];
            double distance = pivots[i] + (sum * share) - mean;
            total += Math.Max(0, squares[i] - (sum * sum * share)) + (pixels * distance * distance);
        }

        return new Moments((double)pixels * width, mean, total);
    }

    // Distances are from the run's first pixel: numbers far from zero then lose nothing when the mean's square is taken away.
    [MethodImpl(KernelLoop.Options)]
    private static void AddFour<TLanes>(float* first, float* x, int channels, int start, int end, float* sums, float* squares)
        where TLanes : struct, ILanes<TLanes>
    {
        float* x1 = x + channels;
        float* x2 = x1 + channels;
        float* x3 = x2 + channels;
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes pivot = TLanes.Load(first + i);
            TLanes d0 = TLanes.Load(x + i) - pivot;
            TLanes d1 = TLanes.Load(x1 + i) - pivot;
            TLanes d2 = TLanes.Load(x2 + i) - pivot;
            TLanes d3 = TLanes.Load(x3 + i) - pivot;

            (TLanes.Load(sums + i) + (d0 + d1 + (d2 + d3))).Store(sums + i);
            TLanes lower = TLanes.MultiplyAdd(d1, d1, d0 * d0);
            TLanes upper = TLanes.MultiplyAdd(d3, d3, d2 * d2);
            (TLanes.Load(squares + i) + (lower + upper)).Store(squares + i);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void AddOne<TLanes>(float* first, float* x, int start, int end, float* sums, float* squares)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes distance = TLanes.Load(x + i) - TLanes.Load(first + i);
            (TLanes.Load(sums + i) + distance).Store(sums + i);
            TLanes.MultiplyAdd(distance, distance, TLanes.Load(squares + i)).Store(squares + i);
        }
    }

    [MethodImpl(KernelLoop.Options)]
    private static void ApplyOne<TFormula, TLanes>(float* x, float* y, int start, int end, float* terms, int channels)
        where TFormula : struct, IFormula
        where TLanes : struct, ILanes<TLanes>
    {
        float* factors = terms + channels;
        float* shifts = factors + channels;
        for (int i = start; i < end; i += TLanes.Count)
        {
            TLanes distance = TLanes.Load(x + i) - TLanes.Load(terms + i);
            TFormula.Apply(TLanes.MultiplyAdd(distance, TLanes.Load(factors + i), TLanes.Load(shifts + i))).Store(y + i);
        }
    }
}
