using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Decoding;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>A kernel with its grid and parameters.</summary>
internal sealed unsafe class Launch(Kernel kernel, CardMemory memory, GridSize grid, int threads, int dynamicSharedBytes, ReadOnlySpan<byte> parameters)
{
    private readonly byte[] _parameters = Pin(parameters);

    public Kernel Kernel { get; } = kernel;

    public CardMemory Memory { get; } = memory;

    public GridSize Grid { get; } = grid;

    /// <summary>Of a block.</summary>
    public int Threads { get; } = threads;

    public int DynamicSharedBytes { get; } = dynamicSharedBytes;

    /// <summary>A warp that does more instructions in a block will not end.</summary>
    public long MostSteps { get; init; } = 1L << 28;

    /// <summary>The kernel's parameters, byte for byte.</summary>
    public byte* Parameters => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_parameters));

    /// <summary>Runs all blocks, one after the other or several at once.</summary>
    /// <returns>Instructions done, counted for each lane.</returns>
    public long Run(int blocksAtOnce)
    {
        long blocks = (long)Grid.X * Grid.Y * Grid.Z;
        long done = 0;
        if (blocksAtOnce <= 1 || blocks == 1)
        {
            using var block = new Block(this);
            for (long i = 0; i < blocks; i++)
            {
                block.Run(i);
            }

            return block.LaneInstructions;
        }

        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = blocksAtOnce },
            () => new Block(this),
            (number, _, block) =>
            {
                block.Run(number);
                return block;
            },
            block =>
            {
                Interlocked.Add(ref done, block.LaneInstructions);
                block.Dispose();
            });
        return done;
    }

    private static byte[] Pin(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }
}
