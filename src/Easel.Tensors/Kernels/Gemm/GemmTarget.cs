using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Kernels.Winograd;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>The heavy kernels for one kind of processor. All give the same bits.</summary>
internal abstract class GemmTarget
{
    /// <summary>What it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is fast here; it is right everywhere.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>Columns of a register.</summary>
    public abstract int Lanes { get; }

    /// <summary>Computes a product whose panels were packed for this target.</summary>
    public abstract void Multiply(WorkerTeam team, in Product product);

    /// <summary>Packs a matrix's panels.</summary>
    public abstract void Pack(WorkerTeam team, in Packing packing);

    /// <summary>Transforms 3x3 kernels for minimal filtering.</summary>
    public abstract void Transform(WorkerTeam team, Panels kernels, PanelsAtPositions to);

    /// <summary>Computes a 3x3 convolution by minimal filtering.</summary>
    public abstract void Filter(WorkerTeam team, in FilteringWork work);

    /// <summary>The tile of attention: keys or numbers of a value by queries.</summary>
    public abstract (int Rows, int Columns) AttentionTile { get; }

    /// <summary>Computes attention.</summary>
    public abstract void Attend(WorkerTeam team, in Heads heads);
}

/// <summary>The kernels with registers and a tile filled in.</summary>
/// <typeparam name="TLanes">A register.</typeparam>
/// <typeparam name="TTile">The micro-kernel.</typeparam>
/// <typeparam name="TStream">The micro-kernel of attention.</typeparam>
internal sealed class GemmTarget<TLanes, TTile, TStream>(string name) : GemmTarget
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, ITile<TLanes>
    where TStream : unmanaged, IStreamTile<TLanes>
{
    public override string Name => name;

    public override bool IsSupported => TLanes.IsSupported;

    public override int Lanes => TLanes.Count;

    public override (int Rows, int Columns) AttentionTile => (TStream.Rows, TStream.Registers * TLanes.Count);

    public override void Multiply(WorkerTeam team, in Product product)
    {
        int rows = product.Left.Rows;
        if (rows > 0)
        {
            Cut cut = Cut.Of(rows, product.Right.Count, 2 * TLanes.Count, team.Threads);
            team.Run(cut.Pieces, new ProductPieces<TLanes, TTile>(product, cut));
        }
    }

    public override void Pack(WorkerTeam team, in Packing packing) => team.Run(packing.Panels.Count, new PackingPieces<TLanes>(packing));

    public override void Transform(WorkerTeam team, Panels kernels, PanelsAtPositions to)
        => team.Run(kernels.Count, new KernelTransformPieces<TLanes>(kernels, to));

    public override void Filter(WorkerTeam team, in FilteringWork work)
    {
        if (work.Image.Count > 0)
        {
            FilteringCut cut = FilteringCut.Of(work.Image.Count, work.Right.First.Count, 2 * TLanes.Count, team.Threads);
            team.Run(cut.Pieces, new FilteringPieces<TLanes, TTile>(work, cut));
        }
    }

    public override void Attend(WorkerTeam team, in Heads heads)
    {
        team.Run(heads.PackingPieces, new HeadPackingPieces<TLanes, TStream>(heads));
        team.Run(heads.Pieces, new AttentionPieces<TLanes, TStream>(heads));
    }
}

/// <summary>Which kernels there are.</summary>
internal static class GemmTargets
{
    /// <summary>Best first. The last runs anywhere.</summary>
    public static IReadOnlyList<GemmTarget> All { get; } =
    [
        new GemmTarget<Lanes16, TwelveRows<Lanes16>, EightByThree<Lanes16>>("avx512"),
        new GemmTarget<Lanes8, SixRows<Lanes8>, FourByThree<Lanes8>>("avx2"),
        new GemmTarget<Lanes4, TwelveRows<Lanes4>, EightByThree<Lanes4>>("vector128"),
        new GemmTarget<Lanes1, SixRows<Lanes1>, FourByThree<Lanes1>>("scalar"),
    ];

    /// <summary>The best that is fast here.</summary>
    public static GemmTarget Best { get; } = All.First(target => target.IsSupported);
}
