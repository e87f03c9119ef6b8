using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>Attention's kernels for 32 queries in float16 (AVX512_FP16).</summary>
internal static class Float16Attention
{
    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 26;

    /// <summary>Rows of scores that become powers together.</summary>
    public const int PowerRows = 4;

    // Of powers times values: 64 keys are added in half precision. Nearly equal products are rounded the same way again and again, by more the longer it goes on.
    private const int ChainWords = 32;

    private const int Columns = 32;
    private const int RowBytes = Columns * sizeof(ushort);
    private const int SumBytes = Columns * sizeof(float);
    private const int FirstSum = 32 - MostRows;

    // zmm2 to zmm5
    private const int Chains = 4;

    /// <summary>C = A B in float16, one chain for each element, and maxima of C's columns.</summary>
    /// <param name="a">Takes the instructions.</param>
    /// <param name="rows">Keys, at most <see cref="MostRows"/>.</param>
    /// <param name="pitch">Bytes from one row of A to the next.</param>
    public static void Score(Iced.Intel.Assembler a, int rows, int pitch)
    {
        AttentionArguments.Load(a);
        Multiply(a, rows, pitch, r9);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.MaximaOffset]);
        a.vmovups(zmm2, __zmmword_ptr[r11]);
        for (int chain = 1; chain < Chains; chain++)
        {
            a.vmovaps(Routine.Vector(2 + chain), zmm2);
        }

        for (int row = 0; row < rows; row++)
        {
            AssemblerRegisterZMM score = Routine.Vector(FirstSum + row);
            AssemblerRegisterZMM max = Routine.Vector(2 + (row % Chains));
            a.vmaxph(max, max, score);
            a.vmovups(__zmmword_ptr[rcx + (row * RowBytes)], score);
        }

        a.vmaxph(zmm2, zmm2, zmm3);
        a.vmaxph(zmm4, zmm4, zmm5);
        a.vmaxph(zmm2, zmm2, zmm4);
        a.vmovups(__zmmword_ptr[r11], zmm2);
    }

    /// <summary>C = C corrections + A B factor, sums in float32 of chains in float16.</summary>
    /// <param name="a">Takes the instructions.</param>
    /// <param name="rows">Numbers of a value, at most <see cref="MostRows"/>.</param>
    /// <param name="pitch">Bytes from one row of A to the next.</param>
    public static void AddValues(Iced.Intel.Assembler a, int rows, int pitch)
    {
        const int One = 0x3F80_0000;
        AttentionArguments.Load(a);
        a.kmovw(k1, __word_ptr[r10 + AttentionArguments.KeepOffset]);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.CorrectionsOffset]);
        a.vmovups(zmm2, __zmmword_ptr[r11]);
        a.vmovups(zmm3, __zmmword_ptr[r11 + (SumBytes / 2)]);
        a.vbroadcastss(zmm4, __dword_ptr[r10 + AttentionArguments.FactorOffset]);

        Label chain = a.CreateLabel();
        a.Label(ref chain);
        a.mov(r8, ChainWords);
        a.cmp(r9, r8);
        a.cmovl(r8, r9);
        a.sub(r9, r8);
        Multiply(a, rows, pitch, r8);
        for (int row = 0; row < rows; row++)
        {
            AssemblerRegisterZMM sum = Routine.Vector(FirstSum + row);
            AddHalf(a, Routine.Lower(FirstSum + row), zmm2, __zmmword_ptr[rcx + (row * SumBytes)]);
            a.vextractf64x4(ymm5, sum, 1);
            AddHalf(a, ymm5, zmm3, __zmmword_ptr[rcx + (row * SumBytes) + (SumBytes / 2)]);
        }

        // Later chains are added to the sums as they are.
        a.mov(r11d, One);
        a.vpbroadcastd(zmm2, r11d);
        a.vmovaps(zmm3, zmm2);
        a.kxnorw(k1, k1, k1);
        a.test(r9, r9);
        a.jnz(chain);
    }

    /// <summary>
    /// Scores become powers, 2^(score - maximum), in groups of four rows; and corrections, 2^(earlier maximum - maximum), are written. 1 at 0, and zero from
    /// -25 on: a third polynomial, 1.0e-4 of itself, 5.8e-4 with all roundings.
    /// </summary>
    public static void Raise(Iced.Intel.Assembler a)
    {
        const int Third = 0x2B0B; // 0.05503
        const int Second = 0x33C0; // 0.2422
        const int First = 0x398C; // 0.6934
        const int One = 0x3C00;
        const int Least = 0xCE40; // -25

        a.mov(rcx, __qword_ptr[r10 + AttentionArguments.COffset]);
        a.mov(r9, __qword_ptr[r10 + AttentionArguments.WordsOffset]);
        a.mov(rax, __qword_ptr[r10 + AttentionArguments.MaximaOffset]);
        a.mov(rdx, __qword_ptr[r10 + AttentionArguments.EarlierOffset]);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.CorrectionsOffset]);
        Spread(a, zmm0, Third);
        Spread(a, zmm1, Second);
        Spread(a, zmm2, First);
        Spread(a, zmm3, One);
        Spread(a, zmm4, Least);
        a.vmovups(zmm5, __zmmword_ptr[rax]);

        a.vmovups(zmm16, __zmmword_ptr[rdx]);
        Power(a, 1);
        a.vextractf64x4(ymm17, zmm24, 1);
        a.vcvtph2psx(zmm18, ymm24);
        a.vcvtph2psx(zmm17, ymm17);
        a.vmovups(__zmmword_ptr[r11], zmm18);
        a.vmovups(__zmmword_ptr[r11 + (SumBytes / 2)], zmm17);

        Label group = a.CreateLabel();
        a.Label(ref group);
        for (int row = 0; row < PowerRows; row++)
        {
            a.vmovups(Routine.Vector(16 + row), __zmmword_ptr[rcx + (row * RowBytes)]);
        }

        Power(a, PowerRows);
        for (int row = 0; row < PowerRows; row++)
        {
            a.vmovups(__zmmword_ptr[rcx + (row * RowBytes)], Routine.Vector(24 + row));
        }

        a.add(rcx, PowerRows * RowBytes);
        a.dec(r9);
        a.jnz(group);
    }

    /// <summary>zmm24 and the following ones become the powers of zmm16 and the following ones, step by step, so that none waits for its own last step.</summary>
    private static void Power(Iced.Intel.Assembler a, int count)
    {
        const byte ToNearestWhole = 0;
        for (int i = 0; i < count; i++)
        {
            a.vsubph(Routine.Vector(16 + i), Routine.Vector(16 + i), zmm5);
        }

        for (int i = 0; i < count; i++)
        {
            // What is not a number, as the second operand, stays so.
            a.vmaxph(Routine.Vector(16 + i), zmm4, Routine.Vector(16 + i));
        }

        for (int i = 0; i < count; i++)
        {
            a.vrndscaleph(Routine.Vector(20 + i), Routine.Vector(16 + i), ToNearestWhole);
        }

        for (int i = 0; i < count; i++)
        {
            a.vsubph(Routine.Vector(16 + i), Routine.Vector(16 + i), Routine.Vector(20 + i));
            a.vmovaps(Routine.Vector(24 + i), zmm0);
        }

        foreach (AssemblerRegisterZMM coefficient in (ReadOnlySpan<AssemblerRegisterZMM>)[zmm1, zmm2, zmm3])
        {
            for (int i = 0; i < count; i++)
            {
                a.vfmadd213ph(Routine.Vector(24 + i), Routine.Vector(16 + i), coefficient);
            }
        }

        for (int i = 0; i < count; i++)
        {
            a.vscalefph(Routine.Vector(24 + i), Routine.Vector(24 + i), Routine.Vector(20 + i));
        }
    }

    private static void Spread(Iced.Intel.Assembler a, AssemblerRegisterZMM register, int half)
    {
        a.mov(r8d, half);
        a.vpbroadcastw(register, r8d);
    }

    /// <summary>A chain for each element of A B, in the last registers. A and B are then behind it.</summary>
    private static void Multiply(Iced.Intel.Assembler a, int rows, int pitch, AssemblerRegister64 words)
    {
        Routine.Clear(a, FirstSum, rows);
        Label word = a.CreateLabel();
        a.Label(ref word);
        a.vmovups(zmm0, __zmmword_ptr[rdx]);
        a.vmovups(zmm1, __zmmword_ptr[rdx + RowBytes]);
        for (int half = 0; half < 2; half++)
        {
            for (int row = 0; row < rows; row++)
            {
                a.vfmadd231ph(Routine.Vector(FirstSum + row), Routine.Vector(half), __word_bcst[rax + (row * pitch) + (half * sizeof(ushort))]);
            }
        }

        Routine.NextWord(a, word, words);
    }

    private static void AddHalf(Iced.Intel.Assembler a, AssemblerRegisterYMM sums, AssemblerRegisterZMM corrections, AssemblerMemoryOperand c)
    {
        a.vcvtph2psx(zmm0, sums);
        a.vmovups(zmm1.k1.z, c);
        a.vmulps(zmm1, zmm1, corrections);
        a.vfmadd231ps(zmm1, zmm0, zmm4);
        a.vmovups(c, zmm1);
    }
}
