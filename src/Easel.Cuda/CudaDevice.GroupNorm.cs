using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Cuda;

/// <content>Group normalisation, of whole maps and of bands.</content>
public sealed unsafe partial class CudaDevice
{
    private const string GroupNormFile = "group_norm";

    // What a measured map has for each channel: what it is multiplied by, and what is added.
    private const int Terms = 2;

    // A block alone does a slice of so many elements faster than two launches do; beyond, too few of a card's multiprocessors would work. An estimate.
    private const long MostElementsAtOnce = 16384;

    // Bytes of a slice's pixel: sectors of the cache are 32 bytes, and rows of the memory are longer.
    private const int SliceBytesOfSmall = 64;
    private const int SliceBytes = 128;

    // What a multiprocessor holds of blocks of 512 threads with 64 registers.
    private const int NormBlocksPerMultiprocessor = 2;

    private const int WarpsPerTermsBlock = 8;

    /// <inheritdoc/>
    public override Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None)
    {
        RequireKnown(activation);
        CudaNormWeights own = RequireGroups(x, weights, groups, epsilon);
        if (Guards)
        {
            return Watched(x, weights, groups, epsilon, activation);
        }

        x = AsActivations(x);
        Tensor y = AllocateActivations(x.Shape);
        if (x.Shape.Count == 0)
        {
            return Observed(weights, y);
        }

        GroupSlices small = Slices(x, groups, SliceBytesOfSmall);
        int pixels = PixelsOf(x);
        GroupNormParameters parameters = Parameters(x, own, groups, epsilon, pixels) with { Y = y.Address, Activation = (int)activation };
        if ((long)pixels * small.Channels <= MostElementsAtOnce)
        {
            Launch("group_norm_whole", parameters, x, small, pixels);
            return Observed(weights, y);
        }

        if (ClusterFor(x, groups, pixels) is (GroupSlices slicesOfClusters, int blocks))
        {
            LaunchClusters(parameters, x.Shape[0], slicesOfClusters, blocks);
            return Observed(weights, y);
        }

        GroupSlices slices = Slices(x, groups, SliceBytes);
        int chunk = ChunkOf(slices, pixels, x.Shape[0]);
        int chunks = (pixels + chunk - 1) / chunk;
        using Tensor sums = Allocate([x.Shape[0], groups, chunks, 2]);
        parameters = parameters with { Sums = sums.Address, Chunks = chunks };
        Launch("group_moments", parameters, x, slices, chunk);
        Launch("group_apply", parameters, x, slices, chunk);
        return Observed(weights, y);
    }

    /// <inheritdoc/>
    /// <remarks>The same numbers as of the whole map but for the order in which they are added.</remarks>
    public override Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bands.Length, nameof(bands));
        CudaNormWeights own = RequireGroups(bands[0], weights, groups, epsilon);
        Shape shape = bands[0].Shape;
        int pixels = 0;
        foreach (Tensor band in bands)
        {
            RequireGroups(band, weights, groups, epsilon);
            RequireShape(band, shape.With(1, band.Shape[1]));
            pixels = checked(pixels + PixelsOf(band));
        }

        if (Guards)
        {
            return Watched([.. bands], weights, groups, epsilon);
        }

        Tensor measured = Allocate([shape[0], Terms, weights.Channels]);
        if (shape[0] == 0 || pixels == 0)
        {
            return measured;
        }

        int chunk = ChunkOf(Slices(bands[0], groups, SliceBytes), pixels, shape[0]);
        int chunks = 0;
        foreach (Tensor band in bands)
        {
            chunks += (PixelsOf(band) + chunk - 1) / chunk;
        }

        using Tensor sums = Allocate([shape[0], groups, chunks, 2]);
        GroupNormParameters all = default;
        int done = 0;
        foreach (Tensor band in bands)
        {
            Tensor x = AsActivations(band);
            if (x.Shape.Count == 0)
            {
                continue;
            }

            GroupNormParameters parameters = Parameters(x, own, groups, epsilon, pixels) with { Sums = sums.Address, FirstChunk = done, Chunks = chunks };
            all = done == 0 ? parameters : all;
            parameters = parameters with { Pivots = all.Pivots, PivotPitch = all.PivotPitch };
            Launch("group_moments", parameters, x, Slices(x, groups, SliceBytes), chunk);
            done += (PixelsOf(x) + chunk - 1) / chunk;
        }

        GridSize grid = new(1, (groups + WarpsPerTermsBlock - 1) / WarpsPerTermsBlock, shape[0]);
        Launch(GroupNormFile, Typed("group_terms"), grid, WarpsPerTermsBlock * WarpThreads, all with { TermsAddress = measured.Address });
        return measured;
    }

    /// <inheritdoc/>
    public override Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation)
    {
        RequireKnown(activation);
        CudaNormWeights own = Own<CudaNormWeights>(weights);
        if (Guards)
        {
            return Watched([.. rows], measured, weights, activation);
        }

        Tensor y = AllocateActivations(StackedShape(rows));
        int batch = measured.Shape[0];
        Require(measured);
        RequireShape(measured, [batch, Terms, weights.Channels]);
        if (y.Shape[^1] != weights.Channels || (batch != 1 && (rows.Length != 1 || y.Shape[0] != batch)))
        {
            throw new ArgumentException($"{y.Shape} in {rows.Length} parts cannot be normalised with '{weights.Name}', measured {measured.Shape}: its channels, and rows of one sample or a whole batch, are wanted.", nameof(rows));
        }

        // Terms are of channels: here groups only cut the work, into pieces if there are whole ones.
        int groups = weights.Channels % PieceElements == 0 ? weights.Channels / PieceElements : 1;
        nint to = y.Address;
        foreach (Tensor part in rows)
        {
            if (part.Shape.Count == 0)
            {
                continue;
            }

            Tensor x = AsActivations(part);
            int pixels = checked((int)(x.Shape.Count / batch / weights.Channels));
            x = x.Reshape([batch, pixels, weights.Channels]);
            GroupSlices slices = Slices(x, groups, SliceBytes);
            GroupNormParameters parameters = Parameters(x, own, groups, 1, pixels);
            parameters = parameters with { Y = to, TermsAddress = measured.Address, Activation = (int)activation };
            Launch("group_apply", parameters, x, slices, ChunkOf(slices, pixels, batch));
            to += (nint)(x.Shape.Count * ActivationType.Size());
        }

        return Observed(own, y);
    }

    private static int PixelsOf(Tensor x) => checked((int)(x.Shape.Count / Math.Max(1, x.Shape[0]) / Math.Max(1, x.Shape[^1])));

    private GroupSlices Slices(Tensor x, int groups, int bytes)
        => GroupSlices.Of(x.Shape[^1], groups, PieceElements, IsAligned(x.Address), bytes / ActivationType.Size());

    /// <summary>Pixels of a block, so that all blocks run at once and every thread has work.</summary>
    private int ChunkOf(GroupSlices slices, int pixels, int batch)
    {
        int chunks = Math.Max(1, NormBlocksPerMultiprocessor * _card.Multiprocessors / slices.Count / batch);
        return Math.Max(slices.Rows, (pixels + chunks - 1) / chunks);
    }

    private void Launch(string kernel, in GroupNormParameters parameters, Tensor x, GroupSlices slices, int chunk)
    {
        GridSize grid = new((parameters.Pixels + chunk - 1) / chunk, slices.Count, x.Shape[0]);
        Launch(GroupNormFile, Typed(kernel), grid, slices.Threads(Math.Min(chunk, parameters.Pixels)), parameters with
        {
            Slice = slices.Channels,
            Chunk = chunk,
            IsWide = slices.IsWide ? 1 : 0,
        });
    }

    /// <summary>What all kernels are told of a map.</summary>
    private static GroupNormParameters Parameters(Tensor x, CudaNormWeights weights, int groups, float epsilon, int pixelsOfMap) => new()
    {
        X = x.Address,
        Scale = weights.Scale,
        Shift = weights.Shift,
        Pivots = x.Address,
        PivotPitch = x.Shape.Count / x.Shape[0],
        Pixels = PixelsOf(x),
        Channels = weights.Channels,
        Groups = groups,
        Share = (float)(1.0 / ((double)pixelsOfMap * (weights.Channels / groups))),
        Epsilon = epsilon,
    };

    private CudaNormWeights RequireGroups(Tensor x, NormWeights weights, int groups, float epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        CudaNormWeights own = RequireNorm(x, weights, epsilon);
        if (x.Shape.Rank < 2 || weights.Channels % groups != 0)
        {
            throw new ArgumentException($"A tensor of {x.Shape} cannot be normalised in {groups} groups: [batch, …, channels] in equal groups is wanted.", nameof(groups));
        }

        return own;
    }

    /// <summary>As in group_norm.cu.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct GroupNormParameters
    {
        public nint X;
        public nint Y;
        public nint Scale;
        public nint Shift;
        public nint Pivots;
        public long PivotPitch;
        public nint Sums;
        public nint TermsAddress;
        public int Pixels;
        public int Channels;
        public int Groups;
        public int Slice;
        public int Chunk;
        public int FirstChunk;
        public int Chunks;
        public float Share;
        public float Epsilon;
        public int Activation;
        public int IsWide;
    }
}
