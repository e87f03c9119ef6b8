using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Kernels.Mixed;
using Easel.Tensors.Kernels.Quantized;
using Easel.Tensors.Kernels.Winograd;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Kernels.Gemm;

/// <summary>The heavy kernels for one kind of processor. In single precision all give the same bits.</summary>
internal abstract class GemmTarget
{
    /// <summary>What it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is fast here; it is right everywhere.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>How matrices are held that may be rounded.</summary>
    public abstract PanelForm RoundedForm { get; }

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

    /// <summary>Floats that attention wants for packed keys and values.</summary>
    public abstract nint PackedFloats(in Heads heads);

    /// <summary>Computes attention.</summary>
    public abstract void Attend(WorkerTeam team, in Heads heads);

    /// <summary>Whether it computes it in less than single precision.</summary>
    public abstract bool Rounds(in Heads heads);
}

/// <summary>The kernels with registers and a tile filled in.</summary>
/// <typeparam name="TLanes">A register.</typeparam>
/// <typeparam name="TTile">The micro-kernel.</typeparam>
/// <typeparam name="TStream">The micro-kernel of attention.</typeparam>
/// <param name="name">What it is, for people.</param>
/// <param name="mixed">Kernels for what is held in half precision; without them that is made float32 where it is used.</param>
/// <param name="quantized">Kernels for what is held in eight bits; without them that is made float32 where it is used, and gives the same sums.</param>
internal sealed class GemmTarget<TLanes, TTile, TStream>(string name, MixedKernels? mixed = null, QuantizedKernels? quantized = null) : GemmTarget
    where TLanes : unmanaged, ILanes<TLanes>
    where TTile : unmanaged, ITile<TLanes>
    where TStream : unmanaged, IStreamTile<TLanes>
{
    public override string Name => name;

    public override bool IsSupported => TLanes.IsSupported;

    public override PanelForm RoundedForm => mixed switch
    {
        null => PanelForm.Half,
        { IsScaled: true } => PanelForm.Float16,
        _ => PanelForm.BFloat16,
    };

    public override int Lanes => TLanes.Count;

    public override (int Rows, int Columns) AttentionTile => (TStream.Rows, TStream.Registers * TLanes.Count);

    public override void Multiply(WorkerTeam team, in Product product)
    {
        if (product.Left.Rows == 0)
        {
            return;
        }

        if (product.Right.Form == PanelForm.Int8)
        {
            MultiplyQuantized(team, product);
        }
        else if (product.Right.IsMixed)
        {
            Multiply(team, product, Mixed(product.Right, MixedFactors<TLanes>.ProductChain));
        }
        else
        {
            Multiply(team, product, default(SingleFactors<TLanes, TTile>));
        }
    }

    private void MultiplyQuantized(WorkerTeam team, in Product product)
    {
        if (quantized is { } kernels)
        {
            Multiply(team, product, new QuantizedFactors<TLanes>(kernels));
        }
        else
        {
            Multiply(team, product, default(PortableQuantizedFactors<TLanes, TTile>));
        }
    }

    public override void Pack(WorkerTeam team, in Packing packing) => team.Run(packing.Panels.Count, new PackingPieces<TLanes>(packing));

    public override void Transform(WorkerTeam team, Panels kernels, PanelsAtPositions to)
    {
        if (kernels.IsMixed)
        {
            team.Run(kernels.Count, new KernelTransformPieces<TLanes, MixedFactors<TLanes>>(kernels, to, Mixed(kernels, MixedFactors<TLanes>.FilteringChain)));
        }
        else
        {
            team.Run(kernels.Count, new KernelTransformPieces<TLanes, SingleFactors<TLanes, TTile>>(kernels, to, default));
        }
    }

    public override void Filter(WorkerTeam team, in FilteringWork work)
    {
        if (work.Image.Count == 0)
        {
            return;
        }

        if (work.Kernels.IsMixed)
        {
            Filter(team, work, Mixed(work.Kernels, MixedFactors<TLanes>.FilteringChain));
        }
        else
        {
            Filter(team, work, default(SingleFactors<TLanes, TTile>));
        }
    }

    public override nint PackedFloats(in Heads heads)
        => heads.All * (Mixed(heads) is { } own ? own.PackedFloats : heads.PackedFloats);

    public override void Attend(WorkerTeam team, in Heads heads)
    {
        if (Mixed(heads) is { } own)
        {
            team.Run(own.PackingPieces, new MixedHeadPackingPieces(own, mixed!.Value));
            team.Run(own.Pieces, new MixedAttentionPieces(own, mixed.Value, own.Kernels));
            return;
        }

        team.Run(heads.PackingPieces, new HeadPackingPieces<TLanes, TStream>(heads));
        team.Run(heads.Pieces, new AttentionPieces<TLanes, TStream>(heads));
    }

    public override bool Rounds(in Heads heads) => Mixed(heads) is not null;

    /// <summary>The plan of attention in half precision, or null where it is computed in single precision.</summary>
    private MixedHeads? Mixed(in Heads heads)
        => mixed is { } kernels && heads.MayRound && new MixedHeads(heads, !kernels.IsScaled) is { IsWorthwhile: true } own ? own : null;

    private MixedFactors<TLanes> Mixed(in Panels panels, int chain)
        => new(mixed ?? throw new InvalidOperationException($"Panels of {panels.Form} are not for target {Name}."), panels.Scale, chain);

    private static void Multiply<TFactors>(WorkerTeam team, in Product product, TFactors factors) where TFactors : unmanaged, IFactors<TLanes>
    {
        Cut cut = Cut.Of(product.Left.Rows, product.Right.Count, 2 * TLanes.Count, factors.RowOverhead, team.Threads);
        team.Run(cut.Pieces, new ProductPieces<TLanes, TFactors>(product, cut, factors));
    }

    private static void Filter<TFactors>(WorkerTeam team, in FilteringWork work, TFactors factors) where TFactors : unmanaged, IFilteringFactors<TLanes>
    {
        FilteringCut cut = FilteringCut.Of(work.Image.Count, work.Right.First.Count, 2 * TLanes.Count, team.Threads);
        team.Run(cut.Pieces, new FilteringPieces<TLanes, TFactors>(work, cut, factors));
    }
}

/// <summary>Which kernels there are.</summary>
internal static class GemmTargets
{
    /// <summary>Best first. The last runs anywhere.</summary>
    public static IReadOnlyList<GemmTarget> All { get; } =
    [
        new GemmTarget<Lanes16, TwelveRows<Lanes16>, EightByThree<Lanes16>>("avx512", quantized: QuantizedKernels.DotProducts),
        new GemmTarget<Lanes8, SixRows<Lanes8>, FourByThree<Lanes8>>("avx2"),
        new GemmTarget<Lanes4, TwelveRows<Lanes4>, EightByThree<Lanes4>>("vector128"),
        new GemmTarget<Lanes1, SixRows<Lanes1>, FourByThree<Lanes1>>("scalar"),
    ];

    /// <summary>The best that is fast here.</summary>
    public static GemmTarget Best { get; } = All.First(target => target.IsSupported);

    /// <summary>Those that multiply half precision as it is, of which this processor has the instructions. Their bits are their own.</summary>
    public static IReadOnlyList<GemmTarget> Mixed { get; } = [.. MixedTargets()];

    /// <summary>The best that is fast here and may round: <see cref="Best"/> where half precision is no faster.</summary>
    public static GemmTarget BestMixed => Mixed.Count > 0 && MixedKernels.AreFast ? Mixed[0] : Best;

    private static IEnumerable<GemmTarget> MixedTargets()
    {
        if (MixedKernels.Float16 is { } float16)
        {
            yield return new GemmTarget<Lanes16, TwelveRows<Lanes16>, EightByThree<Lanes16>>("avx512-fp16", float16, QuantizedKernels.DotProducts);
        }

        if (MixedKernels.BFloat16 is { } bfloat16)
        {
            yield return new GemmTarget<Lanes16, TwelveRows<Lanes16>, EightByThree<Lanes16>>("avx512-bf16", bfloat16, QuantizedKernels.DotProducts);
        }
    }
}
