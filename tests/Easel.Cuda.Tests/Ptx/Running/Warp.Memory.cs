using System.Runtime.CompilerServices;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>The address spaces of PTX.</summary>
internal enum Space
{
    Generic,
    Global,
    Shared,

    /// <summary>Shared memory of any block of the cluster.</summary>
    Cluster,
    Local,
    Parameters,
}

/// <content>From addresses to bytes, with every check.</content>
internal sealed unsafe partial class Warp
{
    /// <summary>Where shared memory lies among generic addresses. No address of this process is as high.</summary>
    public const ulong SharedWindow = 0x5A00_0000_0000_0000;

    /// <summary>Where a lane's own memory lies among generic addresses.</summary>
    public const ulong LocalWindow = 0x1C00_0000_0000_0000;

    private const ulong Window = 0xFF00_0000_0000_0000;

    /// <summary>The allocation that was touched last: most accesses find themselves there.</summary>
    private Allocation? _last;

    /// <summary>Bytes that a lane may read, or the fault of not being allowed to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public byte* ToRead(Space space, ulong address, int bytes, int lane)
    {
        switch (space)
        {
            case Space.Generic when (address & Window) == SharedWindow:
            case Space.Shared:
                return Block.Shared.Read(address & ~Window, bytes, Index, lane);
            case Space.Cluster:
                Block owner = Block.Cluster.Owner(address, Block, lane);
                ulong place = Cluster.PlaceOf(address);
                return owner == Block
                    ? Block.Shared.Read(place, bytes, Index, lane)
                    : owner.Shared.ReadFromAfar(place, bytes, Arrivals, Waits, lane);
            case Space.Parameters:
                if (address + (ulong)bytes > (ulong)Block.Launch.Kernel.ParameterBytes || (address & (ulong)(bytes - 1)) != 0)
                {
                    throw new KernelFaultException($"reads {bytes} bytes at {address} of its {Block.Launch.Kernel.ParameterBytes} bytes of parameters.", lane);
                }

                return Block.Launch.Parameters + address;
            default:
                return Elsewhere(space, address, bytes, lane, writes: false, atomic: false);
        }
    }

    /// <summary>Bytes that a lane may write, or the fault of not being allowed to.</summary>
    /// <param name="atomic">Whether others may change the same bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public byte* ToWrite(Space space, ulong address, int bytes, int lane, bool atomic = false)
    {
        switch (space)
        {
            case Space.Generic when (address & Window) == SharedWindow:
            case Space.Shared:
                byte* shared = Block.Shared.Write(address & ~Window, bytes, atomic ? SharedMemory.Atomic : Index, lane);
                Block.Proxy?.Write(address & ~Window, bytes, 32 * Index + lane);
                return shared;
            case Space.Parameters:
                throw new KernelFaultException("writes to its parameters.", lane);
            default:
                return Elsewhere(space, address, bytes, lane, writes: true, atomic);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private byte* Elsewhere(Space space, ulong address, int bytes, int lane, bool writes, bool atomic)
    {
        string what = writes ? "writes" : "reads";
        if (space == Space.Local || (space == Space.Generic && (address & Window) == LocalWindow))
        {
            ulong place = address & ~Window;
            if (place + (ulong)bytes > (ulong)LocalBytes || (place & (ulong)(bytes - 1)) != 0)
            {
                throw new KernelFaultException($"{what} {bytes} bytes at {place} of its own {LocalBytes}.", lane);
            }

            return Local + (lane * LocalBytes) + place;
        }

        if ((address & (ulong)(bytes - 1)) != 0)
        {
            throw new KernelFaultException($"{what} at 0x{address:x}, which is not aligned to {bytes} bytes.", lane);
        }

        Allocation? last = _last;
        if (last is null || !last.Contains(address, bytes))
        {
            last = Block.Launch.Memory.Find(address, bytes)
                ?? throw new KernelFaultException($"{what} {bytes} bytes at 0x{address:x}, {Block.Launch.Memory.Describe(address)}.", lane);
            _last = last;
        }

        last.Touch(address);
        if (!atomic && Block.Launch.Order is { } order)
        {
            order.Access(address, bytes, this, lane, writes);
        }

        return (byte*)address;
    }
}
