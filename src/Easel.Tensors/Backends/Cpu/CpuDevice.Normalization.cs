using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Normalisations.</content>
public unsafe partial class CpuDevice
{
    // Sums over the pixels of a run are in single precision: few enough that they stay right to the last places.
    private const int MostPixelsOfRun = 1024;

    /// <inheritdoc/>
    public override NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift)
    {
        if (scale.Shape.Rank != 1 || shift.Shape != scale.Shape)
        {
            throw new ArgumentException(
                $"Tensors '{scale.Name}' and '{shift.Name}' are {scale.Shape} and {shift.Shape}, but [channels] is wanted of both.", nameof(scale));
        }

        return new CpuNormWeights(this, name, scale, shift);
    }

    /// <inheritdoc/>
    public override Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None)
    {
        using Tensor measured = MeasureGroups([x], weights, groups, epsilon);
        return Normalize([x], measured, weights, activation);
    }

    /// <inheritdoc/>
    public override Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bands.Length, nameof(bands));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        CpuNormWeights own = Own<CpuNormWeights>(weights);
        Shape shape = bands[0].Shape;
        foreach (Tensor band in bands)
        {
            RequireNorm(band, weights, epsilon);
            if (band.Shape.Rank < 2 || weights.Channels % groups != 0)
            {
                throw new ArgumentException($"A tensor of {band.Shape} cannot be normalised in {groups} groups: [batch, …, channels] in equal groups is wanted.", nameof(groups));
            }

            RequireShape(band, shape.With(1, band.Shape[1]));
        }

        if (GroupNormalization.ScratchBytes(weights.Channels, PixelsOfRun(weights.Channels)) > WorkerTeam.ScratchBytes)
        {
            throw new ArgumentException($"'{weights.Name}' has {weights.Channels} channels, more than a worker's scratch memory has room for.", nameof(weights));
        }

        return Measure(bands, own, groups, epsilon);
    }

    /// <inheritdoc/>
    public override Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation)
    {
        CpuNormWeights own = Own<CpuNormWeights>(weights);
        Tensor y = Allocate(StackedShape(rows));
        int batch = measured.Shape[0];
        Require(measured);
        RequireShape(measured, [batch, GroupNormalization.Terms, weights.Channels]);
        if (y.Shape[^1] != weights.Channels || (batch != 1 && (rows.Length != 1 || y.Shape[0] != batch)))
        {
            throw new ArgumentException($"{y.Shape} in {rows.Length} parts cannot be normalised with '{weights.Name}', measured {measured.Shape}: its channels, and rows of one sample or a whole batch, are wanted.", nameof(rows));
        }

        float* to = Floats(y);
        foreach (Tensor part in rows)
        {
            Normalize(part, to, measured, activation);
            to += part.Shape.Count;
        }

        return Observed(own, y);
    }

    /// <inheritdoc/>
    public override Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon)
    {
        CpuNormWeights own = RequireNorm(x, weights, epsilon);

        Tensor y = Allocate(x.Shape);
        int width = weights.Channels;
        long rows = x.Shape.Count / Math.Max(1, width);
        int each = RowsPerPiece(width);
        Run(PiecesOf(rows, each), new LayerNormPieces(Floats(x), Floats(y), (nint)rows, each, width, own.Scale, own.Shift, epsilon));
        return Observed(weights, y);
    }

    private CpuNormWeights RequireNorm(Tensor x, NormWeights weights, float epsilon)
    {
        Require(x);
        CpuNormWeights own = Own<CpuNormWeights>(weights);
        OperationRules.RequireInputs(x, weights, epsilon);
        return own;
    }

    private static int PixelsOfRun(int channels) => Math.Min(MostPixelsOfRun, RowsPerPiece(channels));

    /// <summary>Moments of runs of pixels, cut as if the bands were one map; from them what is done to each channel.</summary>
    private Tensor Measure(ReadOnlySpan<Tensor> bands, CpuNormWeights weights, int groups, float epsilon)
    {
        int batch = bands[0].Shape[0];
        int channels = weights.Channels;
        Tensor terms = Allocate([batch, GroupNormalization.Terms, channels]);
        float** addresses = stackalloc float*[bands.Length];
        nint* ends = stackalloc nint[bands.Length];
        nint pixels = 0;
        for (int i = 0; i < bands.Length; i++)
        {
            pixels += (nint)(bands[i].Shape.Count / Math.Max(1, batch) / channels);
            addresses[i] = Floats(bands[i]);
            ends[i] = pixels;
        }

        if (batch == 0 || pixels == 0)
        {
            return terms;
        }

        GroupRuns runs = new(batch, pixels, PixelsOfRun(channels), channels, groups);
        Allocation temporary = _arena.Allocate((nint)runs.Pieces * groups * sizeof(Moments));
        Moments* moments = (Moments*)temporary.Address;
        Run(runs.Pieces, new MeasurePieces(runs, new PixelBands(addresses, ends, channels), moments));
        for (nint sample = 0; sample < batch; sample++)
        {
            GroupNormalization.Prepare(
                moments + (sample * runs.PerSample * groups), runs.PerSample, channels, groups,
                weights.Scale, weights.Shift, epsilon, Floats(terms) + (sample * GroupNormalization.Terms * channels));
        }

        temporary.Release();
        return terms;
    }

    private void Normalize(Tensor x, float* y, Tensor measured, Activation activation)
    {
        switch (activation)
        {
            case Activation.None:
                Normalize<Identity>(x, y, measured);
                break;
            case Activation.Silu:
                Normalize<Silu>(x, y, measured);
                break;
            case Activation.Gelu:
                Normalize<Gelu>(x, y, measured);
                break;
            case Activation.QuickGelu:
                Normalize<QuickGelu>(x, y, measured);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation.");
        }
    }

    private void Normalize<TFormula>(Tensor x, float* y, Tensor measured) where TFormula : unmanaged, IFormula
    {
        int batch = measured.Shape[0];
        int channels = measured.Shape[2];
        if (x.Shape.Count > 0)
        {
            GroupRuns runs = new(batch, (nint)(x.Shape.Count / batch / channels), PixelsOfRun(channels), channels, groups: 1);
            Run(runs.Pieces, new ApplyPieces<TFormula>(runs, Floats(x), y, Floats(measured)));
        }
    }

    /// <summary>Samples, each cut into runs of pixels.</summary>
    private readonly struct GroupRuns(int samples, nint pixels, int each, int channels, int groups)
    {
        public int Channels { get; } = channels;

        public int Groups { get; } = groups;

        public int PerSample { get; } = PiecesOf(pixels, each);

        public int Pieces => checked(samples * PerSample);

        /// <summary>A run's sample, its first pixel there, and how many pixels it has.</summary>
        public (int Sample, nint First, int Pixels) Run(int piece)
        {
            (int sample, int run) = Math.DivRem(piece, PerSample);
            Part part = new(run, each, pixels);
            return (sample, part.Start, (int)part.Count);
        }

        /// <summary>The first float of a run, where all lie one after the other.</summary>
        public nint Start(int sample, nint first) => ((sample * pixels) + first) * Channels;
    }

    private readonly struct MeasurePieces(GroupRuns runs, PixelBands x, Moments* moments) : ILanePieces
    {
        private readonly GroupRuns _runs = runs;
        private readonly PixelBands _x = x;
        private readonly Moments* _moments = moments;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            (int sample, nint first, int pixels) = _runs.Run(piece);
            float* run = _x.Run(sample, first, pixels, (float*)(scratch + GroupNormalization.ScratchBytes(_runs.Channels)));
            GroupNormalization.MeasureRun<TLanes>(run, pixels, _runs.Channels, _runs.Groups, _moments + ((nint)piece * _runs.Groups), scratch);
        }
    }

    private readonly struct ApplyPieces<TFormula>(GroupRuns runs, float* x, float* y, float* terms) : ILanePieces where TFormula : unmanaged, IFormula
    {
        private readonly GroupRuns _runs = runs;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _terms = terms;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            (int sample, nint first, int pixels) = _runs.Run(piece);
            nint start = _runs.Start(sample, first);
            float* terms = _terms + ((nint)sample * GroupNormalization.Terms * _runs.Channels);
            GroupNormalization.Apply<TFormula, TLanes>(_x + start, _y + start, pixels, _runs.Channels, terms);
        }
    }

    private readonly struct LayerNormPieces(float* x, float* y, nint rows, int each, int width, float* scale, float* shift, float epsilon) : ILanePieces
    {
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly nint _rows = rows;
        private readonly int _each = each;
        private readonly int _width = width;
        private readonly float* _scale = scale;
        private readonly float* _shift = shift;
        private readonly float _epsilon = epsilon;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            Part part = new(piece, _each, _rows);
            nint start = part.Start * _width;
            LayerNormalization.Rows<TLanes, TSixteen>(_x + start, _y + start, part.Count, _width, _scale, _shift, _epsilon);
        }
    }
}
