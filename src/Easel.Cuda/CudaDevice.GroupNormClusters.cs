using Easel.Cuda.Driver;
using Easel.Tensors;

namespace Easel.Cuda;

/// <content>Group normalisation of maps that are too large for a block in one launch, by clusters.</content>
public sealed unsafe partial class CudaDevice
{
    private const string ClusterNormFile = "group_norm_90a";

    // Static shared memory of group_norm_90a.cu.
    private const int ClusterNormBytes = 9 << 10;
    private const int MostInCluster = 8;

    // Larger maps are normalised sooner in two launches. On an H200 one was 0.9 and 2.6 us sooner for 1.3 million elements, 0.4 to 8 us later from 2.6 million on.
    private const long MostElementsInClusters = 3 << 19;

    /// <summary>Whether a map that is too large for a block is normalised in one launch where a card can; or always in two. For measurements.</summary>
    internal bool NormsInClusters { get; set; } = true;

    /// <summary>Slices, and blocks of a cluster for each, that hold a map in shared memory and keep the card busy; none if there are no such.</summary>
    private (GroupSlices Slices, int Blocks)? ClusterFor(Tensor x, int groups, int pixels)
    {
        if (!NormsInClusters || !KernelLibrary.IsFor(ClusterNormFile, _card) || x.Shape.Count > MostElementsInClusters)
        {
            return null;
        }

        foreach (int bytes in (ReadOnlySpan<int>)[SliceBytes, SliceBytesOfSmall])
        {
            GroupSlices slices = Slices(x, groups, bytes);
            for (int blocks = 2; slices.IsWide && blocks <= MostInCluster; blocks *= 2)
            {
                // Three quarters of the multiprocessors will do; the narrowest slices and the largest clusters are all there is.
                bool isLast = bytes == SliceBytesOfSmall && blocks == MostInCluster;
                bool isBusy = 4L * slices.Count * x.Shape[0] * blocks >= 3L * _card.Multiprocessors;
                if ((isBusy || isLast) && KeptBytes(slices, Ceiling(pixels, blocks)) <= _card.SharedMemoryPerBlock - ClusterNormBytes)
                {
                    return (slices, blocks);
                }
            }
        }

        return null;
    }

    /// <summary>Shared memory for a chunk: so many pieces of each thread.</summary>
    private static long KeptBytes(GroupSlices slices, int chunk)
    {
        const int PieceBytes = 16;
        int threads = slices.Threads(chunk);
        return (long)Ceiling(chunk, threads / slices.Columns) * threads * PieceBytes;
    }

    private void LaunchClusters(in GroupNormParameters parameters, int batch, GroupSlices slices, int blocks)
    {
        int chunk = Ceiling(parameters.Pixels, blocks);
        Launch(
            ClusterNormFile,
            Typed("group_norm_cluster"),
            new GridSize(slices.Count, batch, blocks, blocks),
            slices.Threads(chunk),
            parameters with { Slice = slices.Channels, Chunk = chunk, Chunks = blocks, IsWide = 1 },
            (int)KeptBytes(slices, chunk));
    }
}
