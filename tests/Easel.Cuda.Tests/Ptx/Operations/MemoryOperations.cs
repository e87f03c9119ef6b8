using System.Numerics;
using System.Runtime.CompilerServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>Where an instruction finds memory: a register, 4 or 8 bytes wide, and what is added to it.</summary>
internal readonly unsafe record struct Place(Space Space, int Base, int BaseBytes, long Offset)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Address(byte* registers, int lane)
    {
        ulong start = BaseBytes == 8 ? ((ulong*)(registers + Base))[lane] : ((uint*)(registers + Base))[lane];
        return start + (ulong)Offset;
    }
}

/// <summary>Reads one value or a vector.</summary>
internal sealed unsafe class Load(Place place, int[] results, int resultBytes, int bytes, bool signed) : Instruction
{
    // Lanes in a row often read the same: what one may read the next may. Not so where each lane has memory of its own.
    private readonly bool _isOfAllLanes = place.Space is Space.Shared or Space.Global or Space.Parameters;
    private readonly bool _areWords = bytes == 4 && resultBytes == 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        byte* from = null;
        ulong last = 0;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            ulong address = place.Address(registers, lane);
            if (from is null || address != last || !_isOfAllLanes)
            {
                from = warp.ToRead(place.Space, address, bytes * results.Length, lane);
                last = address;
            }

            if (_areWords)
            {
                for (int i = 0; i < results.Length; i++)
                {
                    ((uint*)(registers + results[i]))[lane] = ((uint*)from)[i];
                }

                continue;
            }

            for (int i = 0; i < results.Length; i++)
            {
                ulong bits = Raw.Get(from, i, bytes);
                Raw.Set(registers + results[i], lane, resultBytes, signed ? Raw.Extend(bits, bytes, true) : bits);
            }
        }
    }
}

/// <summary>Writes one value or a vector.</summary>
internal sealed unsafe class Store(Place place, int[] sources, int sourceBytes, int bytes) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            byte* to = warp.ToWrite(place.Space, place.Address(registers, lane), bytes * sources.Length, lane);
            for (int i = 0; i < sources.Length; i++)
            {
                Raw.Set(to, i, bytes, Raw.Get(registers + sources[i], lane, sourceBytes));
            }
        }
    }
}

/// <summary>Changes memory and tells what it held before; lanes go one after the other.</summary>
internal sealed unsafe class AtomicChange(Place place, int result, int[] sources, int bytes, Func<ulong, ulong, ulong, ulong> change, MemoryOrder order) : Instruction
{
    private static readonly Lock s_lock = new();

    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            ulong address = place.Address(registers, lane);
            byte* at = warp.ToWrite(place.Space, address, bytes, lane, atomic: true);
            warp.Block.Launch.Order?.Change(address, warp, order);
            ulong first = Raw.Get(registers + sources[0], lane, bytes);
            ulong second = sources.Length > 1 ? Raw.Get(registers + sources[1], lane, bytes) : 0;
            lock (s_lock)
            {
                ulong before = Raw.Get(at, 0, bytes);
                Raw.Set(at, 0, bytes, change(before, first, second));
                Raw.Set(registers + result, lane, bytes, before);
            }
        }
    }
}

/// <summary>Begins copies from global to shared memory.</summary>
internal sealed unsafe class BeginCopy(Place shared, Place global, int bytes, int valid) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        byte* registers = warp.Registers;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            warp.Copies.Begin(shared.Address(registers, lane), global.Address(registers, lane), bytes, ((int*)(registers + valid))[lane], lane);
        }
    }
}

/// <summary>Closes a group of copies.</summary>
internal sealed class CommitCopies : Instruction
{
    public override void Run(Warp warp, uint lanes) => warp.Copies.Commit(lanes);
}

/// <summary>Waits for copies.</summary>
/// <param name="newest">Groups that need not have arrived; -1 for all copies, in closed groups or not.</param>
internal sealed class WaitForCopies(int newest) : Instruction
{
    public override void Run(Warp warp, uint lanes) => warp.Copies.Wait(lanes, newest);
}
