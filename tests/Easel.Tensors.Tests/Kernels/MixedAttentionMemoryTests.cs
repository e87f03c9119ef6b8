using Easel.Tensors.Kernels.Attention;
using Easel.Tensors.Kernels.Mixed;
using Easel.Tensors.Tests.Assembler;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Kernels;

/// <summary>Attention's pieces with nothing allowed behind their operands, what they pack and their scratch memory, all of which begin as no numbers.</summary>
public sealed unsafe class MixedAttentionMemoryTests
{
    /// <summary>Width, keys, queries.</summary>
    public static TheoryData<int, int, int> Float16Shapes => new()
    {
        { 1, 1, 1 },
        { 7, 2, 33 },
        { 25, 26, 32 },
        { 40, 77, 31 },
        { 64, 129, 65 },
        { 80, 255, 127 },
        { 159, 257, 129 },
        { 160, 511, 45 },
    };

    /// <summary>The same, and wider ones.</summary>
    public static TheoryData<int, int, int> BFloat16Shapes => new(Float16Shapes.Select(row => row.Data))
    {
        { 512, 385, 97 },
        { 511, 127, 5 },
    };

    [Theory, MemberData(nameof(Float16Shapes))]
    public void Float16_attention_stays_within_its_memory(int width, int keys, int queries)
    {
        TileOperands.RequireFloat16();

        AssertWithin(MixedKernels.Float16!.Value, "avx512-fp16", width, keys, queries);
    }

    [Theory, MemberData(nameof(BFloat16Shapes))]
    public void BFloat16_attention_stays_within_its_memory(int width, int keys, int queries)
    {
        TileOperands.RequireBFloat16();

        AssertWithin(MixedKernels.BFloat16!.Value, "avx512-bf16", width, keys, queries);
    }

    private static void AssertWithin(MixedKernels kernels, string target, int width, int keys, int queries)
    {
        AttentionOperands operands = AttentionOperands.Normal(1, queries, keys, 2, width);
        float[] expected = operands.Attend(target);
        using GuardedMemory q = Copy(operands.Queries);
        using GuardedMemory k = Copy(operands.Keys);
        using GuardedMemory v = Copy(operands.Values);
        using GuardedMemory output = new(expected.Length * sizeof(float));
        Heads heads = new()
        {
            Queries = (float*)q.Address,
            Keys = (float*)k.Address,
            Values = (float*)v.Address,
            Output = (float*)output.Address,
            Batch = 1,
            Tokens = queries,
            Others = keys,
            Count = 2,
            Width = width,
            MayRound = true,
        };
        MixedHeads sizes = new(heads, !kernels.IsScaled);
        using GuardedMemory packed = new(2 * sizes.PackedFloats * sizeof(float));
        heads.Packed = (float*)packed.Address;
        MixedHeads plan = new(heads, !kernels.IsScaled);
        using GuardedMemory turned = new((nint)width * plan.KeyStep * sizeof(float));
        nint panels = plan.QueryStep / MixedHeads.Columns;
        using GuardedMemory scratch = new((plan.ScoreFloats + ((width + 1) * MixedHeads.Columns) + (panels * plan.PanelFloats)) * sizeof(float));

        for (int piece = 0; piece < plan.PackingPieces; piece++)
        {
            new MixedHeadPackingPieces(plan, kernels).Run(piece, turned.Address);
        }

        for (int piece = 0; piece < plan.Pieces; piece++)
        {
            new MixedAttentionPieces(plan, kernels, plan.Kernels).Run(piece, scratch.Address);
        }

        Compare.Bits(expected, new ReadOnlySpan<float>(output.Address, expected.Length), $"{operands}");
    }

    private static GuardedMemory Copy(float[] values)
    {
        GuardedMemory memory = new(values.Length * sizeof(float));
        values.CopyTo(new Span<float>(memory.Address, values.Length));
        return memory;
    }
}
