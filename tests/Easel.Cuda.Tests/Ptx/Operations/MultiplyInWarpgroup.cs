using System.Runtime.CompilerServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>A factor of a warpgroup's product: four registers, or the register of a descriptor of shared memory.</summary>
/// <param name="Registers">Places of the four registers; none if it lies in shared memory.</param>
/// <param name="Descriptor">Place of the descriptor's register.</param>
/// <param name="Transposed">Whether what lies together in shared memory is of the same depth.</param>
internal readonly record struct Factor(int[] Registers, int Descriptor, bool Transposed);

/// <summary>
/// d = a b, or d + a b, with a [64, 16], b [16, columns] halves, d [64, columns] floats. Warp w of the four has rows 16w to 16w + 15 of d, each 8 columns as
/// <see cref="Fragments"/> says, and of a if it lies in registers. PTX ISA 8.0, wgmma.mma_async.
/// </summary>
/// <param name="sums">Places of d.</param>
/// <param name="left">a</param>
/// <param name="right">b</param>
/// <param name="adds">Place of the predicate that says whether to add, and which of its bits are to be turned over.</param>
internal sealed unsafe class MultiplyInWarpgroup(int[] sums, Factor left, Factor right, (int Offset, uint Flip) adds) : Instruction
{
    private const int Depth = 16;

    /// <summary>Numbers of d's registers among those of products.</summary>
    public required int[] SumNumbers { get; init; }

    /// <summary>Numbers of a's registers among those of products.</summary>
    public required int[] LeftNumbers { get; init; }

    public override Flow Flow => Flow.Together;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        warp.Products!.Begin(SumNumbers, LeftNumbers);
        Warpgroup group = warp.Block.Group(warp);
        ulong leftBits = left.Registers.Length > 0 ? 0 : SameOfAll(warp, left.Descriptor);
        ulong rightBits = SameOfAll(warp, right.Descriptor);
        uint answers = *(uint*)(warp.Registers + adds.Offset) ^ adds.Flip;
        if (answers is not (0 or uint.MaxValue))
        {
            throw new KernelFaultException("lanes differ in whether to add.");
        }

        WarpgroupStep step = group.Next(warp, this, leftBits, rightBits, answers != 0);
        int columns = 2 * sums.Length;
        if (step.Warps == 1)
        {
            step.LeftFactor = left.Registers.Length > 0 ? [] : ByRows(Read(warp, leftBits, 64, left.Transposed), 64);
            step.RightFactor = Read(warp, rightBits, columns, right.Transposed);
        }

        float* ownLeft = stackalloc float[16 * Depth];
        if (left.Registers.Length > 0)
        {
            Fragments.LoadLeft(warp.Registers, left.Registers, brain: false, ownLeft);
        }
        else
        {
            step.LeftFactor.AsSpan(16 * Depth * (warp.Index % 4), 16 * Depth).CopyTo(new(ownLeft, 16 * Depth));
        }

        fixed (float* from = step.RightFactor)
        {
            for (int i = 0; i < columns / 8; i++)
            {
                ReadOnlySpan<int> d = sums.AsSpan(4 * i, 4);
                Fragments.MultiplyAdd(warp.Registers, d, step.Adds ? d : [], ownLeft, from + 8 * i, columns, Depth);
            }
        }
    }

    private static ulong SameOfAll(Warp warp, int place)
    {
        var lanes = new ReadOnlySpan<ulong>(warp.Registers + place, 32);
        return lanes.ContainsAnyExcept(lanes[0]) ? throw new KernelFaultException("lanes differ in a matrix descriptor.") : lanes[0];
    }

    /// <returns>[16, rows]</returns>
    private static float[] Read(Warp warp, ulong descriptor, int rows, bool transposed)
    {
        ulong[] pieces = new MatrixDescriptor(descriptor).Pieces(rows, transposed);
        warp.Block.Group(warp).BeginRead(warp, pieces);
        float[] factor = new float[Depth * rows];
        for (int i = 0; i < pieces.Length; i++)
        {
            ushort* elements = (ushort*)warp.Block.Shared.At(pieces[i]);
            for (int j = 0; j < 8; j++)
            {
                int place = transposed ? 8 * i + j : rows * (8 * (i % 2) + j) + i / 2;
                factor[place] = Fragments.FromHalf(elements[j]);
            }
        }

        return factor;
    }

    /// <summary>From [16, rows] to [rows, 16].</summary>
    private static float[] ByRows(float[] factor, int rows)
    {
        float[] turned = new float[factor.Length];
        for (int i = 0; i < turned.Length; i++)
        {
            turned[i] = factor[rows * (i % Depth) + i / Depth];
        }

        return turned;
    }
}

/// <summary>Lets products use registers that were touched before.</summary>
internal sealed class FenceProducts : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        warp.Block.Group(warp).Next(warp, this);
        warp.Products!.Fence();
    }
}

/// <summary>Closes a group of products.</summary>
internal sealed class CommitProducts : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        Warpgroup group = warp.Block.Group(warp);
        if (group.Next(warp, this).Warps == 1)
        {
            group.Commit();
        }

        warp.Products!.Commit();
    }
}

/// <summary>Waits for products.</summary>
/// <param name="newest">Groups that need not be done.</param>
internal sealed class WaitForProducts(int newest) : Instruction
{
    public override Flow Flow => Flow.Together;

    public override void Run(Warp warp, uint lanes)
    {
        Warpgroup group = warp.Block.Group(warp);
        WarpgroupStep step = group.Next(warp, this);
        group.EndReads(warp, step.Committed - newest, step.Warps == 4);
        warp.Products!.Wait(newest);
    }
}

/// <summary>Lets products see what these threads have written to shared memory.</summary>
internal sealed class FenceAsyncProxy : Instruction
{
    public override void Run(Warp warp, uint lanes) => warp.Block.Proxy?.Fence(warp.Index, lanes);
}
