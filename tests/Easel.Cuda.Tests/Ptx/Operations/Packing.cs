using System.Numerics;
using System.Runtime.CompilerServices;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Operations;

/// <summary>One register of several, the first lowest.</summary>
internal sealed unsafe class Pack(int result, int resultBytes, int[] sources, int sourceBytes) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            ulong bits = 0;
            for (int i = 0; i < sources.Length; i++)
            {
                bits |= Raw.Get(warp.Registers + sources[i], lane, sourceBytes) << (8 * sourceBytes * i);
            }

            Raw.Set(warp.Registers + result, lane, resultBytes, bits);
        }
    }
}

/// <summary>Several registers of one.</summary>
internal sealed unsafe class Unpack(int[] results, int resultBytes, int source, int sourceBytes) : Instruction
{
    public override void Run(Warp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            ulong bits = Raw.Get(warp.Registers + source, lane, sourceBytes);
            for (int i = 0; i < results.Length; i++)
            {
                Raw.Set(warp.Registers + results[i], lane, resultBytes, bits >> (8 * resultBytes * i));
            }
        }
    }
}

/// <summary>Bits of any width.</summary>
internal static unsafe class Raw
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Get(byte* lanes, int lane, int bytes) => bytes switch
    {
        1 => lanes[lane],
        2 => ((ushort*)lanes)[lane],
        4 => ((uint*)lanes)[lane],
        _ => ((ulong*)lanes)[lane],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(byte* lanes, int lane, int bytes, ulong bits)
    {
        switch (bytes)
        {
            case 1:
                lanes[lane] = (byte)bits;
                break;
            case 2:
                ((ushort*)lanes)[lane] = (ushort)bits;
                break;
            case 4:
                ((uint*)lanes)[lane] = (uint)bits;
                break;
            default:
                ((ulong*)lanes)[lane] = bits;
                break;
        }
    }

    /// <summary>The lowest bytes, with their sign in all bits above if they have one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extend(ulong bits, int bytes, bool signed)
    {
        int unused = 64 - 8 * bytes;
        return signed ? (ulong)((long)(bits << unused) >> unused) : bits << unused >> unused;
    }
}
