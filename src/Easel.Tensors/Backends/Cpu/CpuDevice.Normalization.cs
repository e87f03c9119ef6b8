using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <content>Normalisations.</content>
public sealed unsafe partial class CpuDevice
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
        CpuNormWeights own = RequireNorm(x, weights, epsilon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (x.Shape.Rank < 2 || weights.Channels % groups != 0)
        {
            throw new ArgumentException($"A tensor of {x.Shape} cannot be normalised in {groups} groups: [batch, …, channels] in equal groups is wanted.", nameof(groups));
        }

        if (GroupNormalization.ScratchBytes(weights.Channels) > WorkerTeam.ScratchBytes)
        {
            throw new ArgumentException($"'{weights.Name}' has {weights.Channels} channels, more than a worker's scratch memory has room for.", nameof(weights));
        }

        Tensor y = activation switch
        {
            Activation.None => GroupNorm<Identity>(x, own, groups, epsilon),
            Activation.Silu => GroupNorm<Silu>(x, own, groups, epsilon),
            Activation.Gelu => GroupNorm<Gelu>(x, own, groups, epsilon),
            Activation.QuickGelu => GroupNorm<QuickGelu>(x, own, groups, epsilon),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation."),
        };
        return Observed(weights, y);
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
        if (x.Shape.Rank == 0 || x.Shape[^1] != weights.Channels)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants {weights.Channels} channels.", nameof(x));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        return own;
    }

    private Tensor GroupNorm<TFormula>(Tensor x, CpuNormWeights weights, int groups, float epsilon) where TFormula : unmanaged, IFormula
    {
        Tensor y = Allocate(x.Shape);
        if (x.Shape.Count == 0)
        {
            return y;
        }

        int channels = weights.Channels;
        long pixels = x.Shape.Count / x.Shape[0] / channels;
        GroupRuns runs = new(x.Shape[0], (nint)pixels, Math.Min(MostPixelsOfRun, RowsPerPiece(channels)), channels, groups);

        nint momentBytes = (nint)runs.Pieces * groups * sizeof(Moments);
        nint termBytes = (nint)runs.Samples * GroupNormalization.Terms * channels * sizeof(float);
        Allocation temporary = _arena.Allocate(momentBytes + termBytes);
        Moments* moments = (Moments*)temporary.Address;
        float* terms = (float*)(temporary.Address + momentBytes);

        Run(runs.Pieces, new MeasurePieces(runs, Floats(x), moments));
        for (nint sample = 0; sample < runs.Samples; sample++)
        {
            GroupNormalization.Prepare(
                moments + (sample * runs.PerSample * groups), runs.PerSample, channels, groups,
                weights.Scale, weights.Shift, epsilon, terms + (sample * GroupNormalization.Terms * channels));
        }

        Run(runs.Pieces, new ApplyPieces<TFormula>(runs, Floats(x), Floats(y), terms));
        temporary.Release();
        return y;
    }

    /// <summary>Samples, each cut into runs of pixels.</summary>
    private readonly struct GroupRuns(int samples, nint pixels, int each, int channels, int groups)
    {
        public int Samples { get; } = samples;

        public int Channels { get; } = channels;

        public int Groups { get; } = groups;

        public int PerSample { get; } = PiecesOf(pixels, each);

        public int Pieces => checked(Samples * PerSample);

        /// <summary>The first float of a run, and how many pixels it has.</summary>
        public (nint Start, int Pixels) Run(int piece)
        {
            (int sample, int run) = Math.DivRem(piece, PerSample);
            Part part = new(run, each, pixels);
            return (((sample * pixels) + part.Start) * Channels, (int)part.Count);
        }
    }

    private readonly struct MeasurePieces(GroupRuns runs, float* x, Moments* moments) : ILanePieces
    {
        private readonly GroupRuns _runs = runs;
        private readonly float* _x = x;
        private readonly Moments* _moments = moments;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            (nint start, int pixels) = _runs.Run(piece);
            GroupNormalization.MeasureRun<TLanes>(_x + start, pixels, _runs.Channels, _runs.Groups, _moments + ((nint)piece * _runs.Groups), scratch);
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
            (nint start, int pixels) = _runs.Run(piece);
            float* terms = _terms + ((nint)(piece / _runs.PerSample) * GroupNormalization.Terms * _runs.Channels);
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
