using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Easel.Cuda.Tests.Ptx.Decoding;

namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>
/// 32 lanes in step. Where a branch divides them, the part that is furthest behind in the text goes on, until parts meet. Instructions that all lanes must
/// do at once wait for the others.
/// </summary>
internal sealed unsafe partial class Warp : IDisposable
{
    private readonly int[] _places = new int[33];
    private readonly uint[] _parts = new uint[33];
    private int _partCount;
    private uint _alive;
    private long _steps;

    public Warp(Block block, int index)
    {
        Block = block;
        Index = index;
        int lanes = Math.Min(32, block.Launch.Threads - 32 * index);
        All = lanes == 32 ? uint.MaxValue : (1u << lanes) - 1;
        ReadOnlySpan<byte> template = block.Launch.Kernel.RegisterTemplate;
        Registers = (byte*)NativeMemory.AlignedAlloc((nuint)template.Length, 64);
        template.CopyTo(new Span<byte>(Registers, template.Length));
        LocalBytes = block.Launch.Kernel.LocalBytes;
        Local = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, 32 * LocalBytes), 64);
        Copies = new(this);
        Products = block.Launch.Kernel.UsesWarpgroups ? new(block.Launch.Kernel.ProductRegisters) : null;
    }

    public Block Block { get; }

    /// <summary>Within the block.</summary>
    public int Index { get; }

    /// <summary>A bit for each lane that there is.</summary>
    public uint All { get; }

    /// <summary>All registers, constants and special registers, each with its 32 lanes.</summary>
    public byte* Registers { get; }

    /// <summary>Each lane's own memory, one after the other.</summary>
    public byte* Local { get; }

    public int LocalBytes { get; }

    /// <summary>Copies from global to shared memory that are under way.</summary>
    public PendingCopies Copies { get; }

    /// <summary>What is under way in its registers, if the kernel multiplies in warpgroups.</summary>
    public PendingProducts? Products { get; }

    /// <summary>Lane instructions done in all blocks.</summary>
    public long LaneInstructions { get; private set; }

    public bool HasEnded => _partCount == 0;

    /// <summary>Whether it is at a barrier to which others are still to come.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>How often it has said that it has come to the cluster's barrier.</summary>
    public int Arrivals { get; private set; }

    /// <summary>How often it has waited there.</summary>
    public int Waits { get; private set; }

    /// <summary>Whether it waits for the cluster, not only for the block.</summary>
    public bool WaitsForOthers { get; set; }

    /// <summary>What it works at, or waits at.</summary>
    public Instruction? Current { get; private set; }

    /// <summary>Prepares for the block's first instruction. Registers hold noise, or what an earlier block has left.</summary>
    public void Begin()
    {
        foreach (SpecialRegister special in Block.Launch.Kernel.SpecialRegisters)
        {
            special.Fill(this);
        }

        Noise.Fill(new Span<byte>(Local, 32 * LocalBytes), (ulong)Index + 17);
        _partCount = 1;
        _places[0] = 0;
        _parts[0] = All;
        _alive = All;
        _steps = 0;
        IsWaiting = false;
        (Arrivals, Waits, WaitsForOthers) = (0, 0, false);
        Copies.Clear();
        Products?.Clear();
    }

    /// <summary>Goes on until a barrier or the end.</summary>
    public void Run()
    {
        Block.Shared.Turn(Arrivals, Waits);
        try
        {
            while (_partCount > 0 && !RunPart(TakePart(out int place), place))
            {
            }
        }
        catch (KernelFaultException fault)
        {
            throw Block.Explain(fault, this);
        }
        catch (ArithmeticException fault)
        {
            throw Block.Explain(new(fault.Message, -1, fault), this);
        }
    }

    /// <summary>Says that it has come to the cluster's barrier.</summary>
    /// <param name="releases">Whether others see after the barrier what was written before.</param>
    public void ArriveInCluster(bool releases)
    {
        if (Arrivals != Waits)
        {
            throw new KernelFaultException("has come to the cluster's barrier before, and has not waited since.");
        }

        Arrivals++;
        Block.Shared.Turn(Arrivals, Waits);
        if (releases)
        {
            Block.Shared.Release();
        }
    }

    /// <summary>Waits for the cluster.</summary>
    public void WaitForCluster()
    {
        if (Arrivals != Waits + 1)
        {
            throw new KernelFaultException("waits for the cluster without having arrived.");
        }

        Waits++;
        WaitsForOthers = true;
    }

    /// <summary>Goes on with some lanes until they meet others, fall behind none, wait or end.</summary>
    /// <returns>Whether the warp is at a barrier.</returns>
    private bool RunPart(uint lanes, int place)
    {
        Instruction[] code = Block.Launch.Kernel.Code;
        int limit = NextPlace();
        while (place < limit)
        {
            Instruction instruction = code[place];
            Current = instruction;
            uint active = lanes;
            if (instruction.Guard >= 0)
            {
                active &= *(uint*)(Registers + instruction.Guard) ^ instruction.GuardFlip;
            }

            Count(active);
            if (instruction.Touched is not null && active != 0)
            {
                Products!.Touch(instruction.Touched);
            }

            switch (instruction.Flow)
            {
                case Flow.Next:
                    if (active != 0)
                    {
                        instruction.Run(this, active);
                    }

                    place++;
                    break;
                case Flow.Branch:
                    int target = ((Branch)instruction).Target;
                    if (active == lanes)
                    {
                        place = target;
                        break;
                    }

                    place++;
                    if (active != 0)
                    {
                        PutPart(active, target);
                        lanes &= ~active;
                        limit = NextPlace();
                    }

                    break;
                case Flow.Exit:
                    _alive &= ~active;
                    lanes &= ~active;
                    place++;
                    if (lanes == 0)
                    {
                        return false;
                    }

                    break;
                default:
                    if (lanes != _alive)
                    {
                        PutPart(lanes, place);
                        return false;
                    }

                    if (active == 0)
                    {
                        place++;
                        break;
                    }

                    if (active != All)
                    {
                        throw new KernelFaultException($"lanes {~active & All:x8} have ended or do not take part, where all must.");
                    }

                    instruction.Run(this, active);
                    place++;
                    if (instruction.Flow == Flow.Barrier)
                    {
                        PutPart(lanes, place);
                        return true;
                    }

                    break;
            }
        }

        PutPart(lanes, place);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(uint active)
    {
        LaneInstructions += BitOperations.PopCount(active);
        if (++_steps > Block.Launch.MostSteps)
        {
            throw new KernelFaultException("the kernel does not seem to end.");
        }
    }

    private void PutPart(uint lanes, int place)
    {
        int at = Array.IndexOf(_places, place, 0, _partCount);
        if (at >= 0)
        {
            _parts[at] |= lanes;
            return;
        }

        _places[_partCount] = place;
        _parts[_partCount++] = lanes;
    }

    /// <summary>Takes the part out that is furthest behind and need not wait for others.</summary>
    private uint TakePart(out int place)
    {
        place = NextPlace();
        int at = Array.IndexOf(_places, place, 0, _partCount);
        if (at < 0)
        {
            throw new KernelFaultException("lanes wait for each other at different instructions.");
        }

        uint lanes = _parts[at];
        _parts[at] = _parts[--_partCount];
        _places[at] = _places[_partCount];
        return lanes;
    }

    /// <summary>The first place at which a part could go on.</summary>
    private int NextPlace()
    {
        int place = int.MaxValue;
        for (int i = 0; i < _partCount; i++)
        {
            bool waits = _parts[i] != _alive && Block.Launch.Kernel.Code[_places[i]].Flow is Flow.Together or Flow.Barrier;
            place = waits ? place : Math.Min(place, _places[i]);
        }

        return place;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Registers);
        NativeMemory.AlignedFree(Local);
    }
}
