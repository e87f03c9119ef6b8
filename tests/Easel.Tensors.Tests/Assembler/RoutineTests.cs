using System.Runtime.InteropServices;
using Easel.Tensors.Assembler;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Tests.Memory;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>Routines in the convention of Windows, called here through a bridge from the convention of this system.</summary>
public sealed unsafe class RoutineTests
{
    private static readonly AssemblerRegisterXMM[] s_kept = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    [Theory, InlineData(24, 259), InlineData(12, 6), InlineData(1, 1)]
    public void A_float16_tile_for_Windows_gives_the_same_sums_and_keeps_what_that_convention_wants_back(int rows, int depth)
    {
        TileOperands.RequireFloat16();
        ushort[] a = [.. Samples.Normal(rows * depth, seed: 1).Select(value => BitConverter.HalfToUInt16Bits((Half)value))];
        ushort[] b = [.. Samples.Normal(depth * ReferenceTiles.Columns, seed: 2).Select(value => BitConverter.HalfToUInt16Bits((Half)value))];
        float[] factors = Samples.Between(1, 2, rows, seed: 3);
        float[] c = Samples.Normal(rows * ReferenceTiles.Columns, seed: 4);
        using var here = TileOperands.Float16(a, b, factors, c);
        using var there = TileOperands.Float16(a, b, factors, c);

        AssertSame(assembler => MixedTiles.Float16(assembler, rows), here, there);
    }

    [Theory, InlineData(12, 259), InlineData(5, 6), InlineData(1, 1)]
    public void A_bfloat16_tile_for_Windows_gives_the_same_sums_and_keeps_what_that_convention_wants_back(int rows, int depth)
    {
        TileOperands.RequireBFloat16();
        ushort[] a = [.. Samples.Normal(rows * depth, seed: 5).Select(ReferenceConversions.ToBFloat16)];
        ushort[] b = [.. Samples.Normal(depth * ReferenceTiles.Columns, seed: 6).Select(ReferenceConversions.ToBFloat16)];
        float[] c = Samples.Normal(rows * ReferenceTiles.Columns, seed: 7);
        using var here = TileOperands.BFloat16(a, b, rows, c);
        using var there = TileOperands.BFloat16(a, b, rows, c);

        AssertSame(assembler => MixedTiles.BFloat16(assembler, rows), here, there);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_conversion_for_Windows_gives_the_same_numbers_and_keeps_what_that_convention_wants_back(bool toBFloat16)
    {
        TileOperands.RequireFloat16();
        TileOperands.RequireBFloat16();
        float[] x = Samples.Normal(61, seed: 8);
        using GuardedMemory from = new(x.Length * sizeof(float));
        using GuardedMemory here = new(x.Length * sizeof(ushort));
        using GuardedMemory there = new(x.Length * sizeof(ushort));
        x.CopyTo(new Span<float>(from.Address, x.Length));
        NarrowArguments arguments = new() { From = (float*)from.Address, To = (ushort*)here.Address, Count = x.Length, Scale = 4 };
        void Body(Iced.Intel.Assembler assembler) => MixedRows.Narrow(assembler, toBFloat16);

        ((delegate* unmanaged<NarrowArguments*, void>)Routine.Make(Body))(&arguments);
        arguments.To = (ushort*)there.Address;
        CallForWindows(Body, &arguments);

        Assert.Equal(new Span<ushort>(here.Address, x.Length), new Span<ushort>(there.Address, x.Length));
    }

    private static void AssertSame(Action<Iced.Intel.Assembler> body, TileOperands here, TileOperands there)
    {
        TileArguments arguments = there.Arguments;

        float[] expected = here.Run(Routine.Make(body));
        CallForWindows(body, &arguments);

        Compare.Bits(expected, there.Sums(), "Windows");
    }

    /// <summary>Calls a routine in the convention of Windows and asserts that the vectors and the two whole-number registers that only it wants back are as before.</summary>
    internal static void CallForWindows(Action<Iced.Intel.Assembler> body, void* arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The other tests call routines in this system's convention.");
        nint bridge = ExecutableMemory.Hold(Bridge());
        nint routine = ExecutableMemory.Hold(Routine.Assemble(body, forWindows: true));
        Call call = new() { Routine = routine, Arguments = arguments };
        Span<uint> before = new(call.Before, Call.Numbers);
        Span<uint> after = new(call.After, Call.Numbers);
        for (int i = 0; i < before.Length; i++)
        {
            before[i] = 0xA000_0000 + (uint)i;
        }

        ((delegate* unmanaged<Call*, void>)bridge)(&call);

        Assert.Equal(before, after);
        Assert.Equal((0x1111, 0x2222), (call.Source, call.Destination));
    }

    /// <summary>From System V to Windows: the argument in rcx, 32 bytes on the stack that the routine may use, known values in what it must keep.</summary>
    private static byte[] Bridge()
    {
        Iced.Intel.Assembler assembler = new(64);
        assembler.push(rbx);
        assembler.mov(rbx, rdi);
        for (int i = 0; i < s_kept.Length; i++)
        {
            assembler.movups(s_kept[i], __xmmword_ptr[rbx + Call.BeforeOffset + (16 * i)]);
        }

        assembler.mov(rcx, __qword_ptr[rbx + 8]);
        assembler.mov(rsi, 0x1111);
        assembler.mov(rdi, 0x2222);
        assembler.sub(rsp, 32);
        assembler.call(__qword_ptr[rbx]);
        assembler.add(rsp, 32);
        assembler.mov(__qword_ptr[rbx + 16], rsi);
        assembler.mov(__qword_ptr[rbx + 24], rdi);
        for (int i = 0; i < s_kept.Length; i++)
        {
            assembler.movups(__xmmword_ptr[rbx + Call.AfterOffset + (16 * i)], s_kept[i]);
        }

        assembler.pop(rbx);
        assembler.ret();
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), rip: 0);
        return code.ToArray();
    }

    /// <summary>What the bridge is told, and tells.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Call
    {
        /// <summary>32-bit parts of ten vectors.</summary>
        public const int Numbers = 40;

        public const int BeforeOffset = 32;
        public const int AfterOffset = BeforeOffset + (Numbers * sizeof(uint));

        public nint Routine;
        public void* Arguments;
        public long Source;
        public long Destination;
        public fixed uint Before[Numbers];
        public fixed uint After[Numbers];
    }
}
