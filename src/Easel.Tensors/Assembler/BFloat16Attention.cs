using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>Attention's kernels for 32 queries in bfloat16 (AVX512_BF16). Scores and sums are float32, two registers for a row.</summary>
internal static class BFloat16Attention
{
    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 12;

    /// <summary>Rows of scores that become powers together.</summary>
    public const int PowerRows = 2;

    private const int Half = 64;
    private const int RowBytes = 2 * Half;
    private const int FirstSum = 32 - (2 * MostRows);

    /// <summary>C = A B, and maxima of C's columns.</summary>
    /// <param name="a">Takes the instructions.</param>
    /// <param name="rows">Keys, at most <see cref="MostRows"/>.</param>
    /// <param name="pitch">Bytes from one row of A to the next.</param>
    public static void Score(Iced.Intel.Assembler a, int rows, int pitch)
    {
        AttentionArguments.Load(a);
        Routine.Clear(a, FirstSum, 2 * rows);
        Multiply(a, rows, pitch);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.MaximaOffset]);
        for (int half = 0; half < 2; half++)
        {
            // Two chains of maxima, so that one does not wait for the other.
            a.vmovups(zmm2, __zmmword_ptr[r11 + (half * Half)]);
            a.vmovaps(zmm3, zmm2);
            for (int row = 0; row < rows; row++)
            {
                AssemblerRegisterZMM score = Routine.Vector(FirstSum + (2 * row) + half);
                AssemblerRegisterZMM max = Routine.Vector(2 + (row % 2));
                a.vmaxps(max, max, score);
                a.vmovups(__zmmword_ptr[rcx + (row * RowBytes) + (half * Half)], score);
            }

            a.vmaxps(zmm2, zmm2, zmm3);
            a.vmovups(__zmmword_ptr[r11 + (half * Half)], zmm2);
        }
    }

    /// <summary>C = C corrections + A B.</summary>
    /// <param name="a">Takes the instructions.</param>
    /// <param name="rows">Numbers of a value, at most <see cref="MostRows"/>.</param>
    /// <param name="pitch">Bytes from one row of A to the next.</param>
    public static void AddValues(Iced.Intel.Assembler a, int rows, int pitch)
    {
        AttentionArguments.Load(a);
        a.kmovw(k1, __word_ptr[r10 + AttentionArguments.KeepOffset]);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.CorrectionsOffset]);
        for (int half = 0; half < 2; half++)
        {
            a.vmovups(zmm2, __zmmword_ptr[r11 + (half * Half)]);
            for (int row = 0; row < rows; row++)
            {
                AssemblerRegisterZMM sum = Routine.Vector(FirstSum + (2 * row) + half);
                a.vmulps(sum.k1.z, zmm2, __zmmword_ptr[rcx + (row * RowBytes) + (half * Half)]);
            }
        }

        Multiply(a, rows, pitch);
        for (int i = 0; i < 2 * rows; i++)
        {
            a.vmovups(__zmmword_ptr[rcx + (i * Half)], Routine.Vector(FirstSum + i));
        }
    }

    /// <summary>
    /// Scores become powers, 2^(score - maximum), in bfloat16: those of two rows lie side by side where the scores of the first one were, in pairs from
    /// the first row on. Corrections, 2^(earlier maximum - maximum), are written too. 1 at 0; a third polynomial, 1.0e-4 of itself.
    /// </summary>
    public static void Raise(Iced.Intel.Assembler a)
    {
        const float Third = 0.05500885f;
        const float Second = 0.24221118f;
        const float First = 0.69328296f;
        const float Least = -126;

        a.mov(rcx, __qword_ptr[r10 + AttentionArguments.COffset]);
        a.mov(r9, __qword_ptr[r10 + AttentionArguments.WordsOffset]);
        a.mov(rax, __qword_ptr[r10 + AttentionArguments.MaximaOffset]);
        a.mov(rdx, __qword_ptr[r10 + AttentionArguments.EarlierOffset]);
        a.mov(r11, __qword_ptr[r10 + AttentionArguments.CorrectionsOffset]);
        Spread(a, zmm0, Third);
        Spread(a, zmm1, Second);
        Spread(a, zmm2, First);
        Spread(a, zmm3, 1);
        Spread(a, zmm4, Least);
        a.vmovups(zmm6, __zmmword_ptr[rax]);
        a.vmovups(zmm7, __zmmword_ptr[rax + Half]);

        a.vmovups(zmm16, __zmmword_ptr[rdx]);
        a.vmovups(zmm17, __zmmword_ptr[rdx + Half]);
        Power(a, 2);
        a.vmovups(__zmmword_ptr[r11], zmm24);
        a.vmovups(__zmmword_ptr[r11 + Half], zmm25);

        a.mov(rdx, rcx);
        Label pair = a.CreateLabel();
        a.Label(ref pair);
        for (int i = 0; i < 4; i++)
        {
            a.vmovups(Routine.Vector(16 + i), __zmmword_ptr[rcx + (i * Half)]);
        }

        Power(a, 4);
        for (int half = 0; half < 2; half++)
        {
            a.vcvtneps2bf16(ymm16, Routine.Vector(24 + half));
            a.vcvtneps2bf16(ymm17, Routine.Vector(26 + half));
            a.vpmovzxwd(zmm16, ymm16);
            a.vpmovzxwd(zmm17, ymm17);
            a.vpslld(zmm17, zmm17, 16);
            a.vpord(zmm16, zmm16, zmm17);
            a.vmovups(__zmmword_ptr[rdx + (half * Half)], zmm16);
        }

        a.add(rcx, 2 * RowBytes);
        a.add(rdx, RowBytes);
        a.dec(r9);
        a.jnz(pair);
    }

    /// <summary>zmm24 and the following ones become the powers of zmm16 and the following ones, of even and odd columns in turn.</summary>
    private static void Power(Iced.Intel.Assembler a, int count)
    {
        const byte ToNearestWhole = 0;
        for (int i = 0; i < count; i++)
        {
            a.vsubps(Routine.Vector(16 + i), Routine.Vector(16 + i), Routine.Vector(6 + (i % 2)));

            // What is not a number, as the second operand, stays so.
            a.vmaxps(Routine.Vector(16 + i), zmm4, Routine.Vector(16 + i));
        }

        for (int i = 0; i < count; i++)
        {
            a.vrndscaleps(Routine.Vector(20 + i), Routine.Vector(16 + i), ToNearestWhole);
            a.vsubps(Routine.Vector(16 + i), Routine.Vector(16 + i), Routine.Vector(20 + i));
            a.vmovaps(Routine.Vector(24 + i), zmm0);
        }

        foreach (AssemblerRegisterZMM coefficient in (ReadOnlySpan<AssemblerRegisterZMM>)[zmm1, zmm2, zmm3])
        {
            for (int i = 0; i < count; i++)
            {
                a.vfmadd213ps(Routine.Vector(24 + i), Routine.Vector(16 + i), coefficient);
            }
        }

        for (int i = 0; i < count; i++)
        {
            a.vscalefps(Routine.Vector(24 + i), Routine.Vector(24 + i), Routine.Vector(20 + i));
        }
    }

    private static void Spread(Iced.Intel.Assembler a, AssemblerRegisterZMM register, float value)
    {
        a.mov(r8d, BitConverter.SingleToInt32Bits(value));
        a.vpbroadcastd(register, r8d);
    }

    /// <summary>Adds A B to the sums in the last registers.</summary>
    private static void Multiply(Iced.Intel.Assembler a, int rows, int pitch)
    {
        Label word = a.CreateLabel();
        a.Label(ref word);
        a.vmovups(zmm0, __zmmword_ptr[rdx]);
        a.vmovups(zmm1, __zmmword_ptr[rdx + Half]);
        for (int row = 0; row < rows; row++)
        {
            AssemblerRegisterZMM spread = Routine.Vector(2 + (row % 4));
            a.vbroadcastss(spread, __dword_ptr[rax + (row * pitch)]);
            a.vdpbf16ps(Routine.Vector(FirstSum + (2 * row)), zmm0, spread);
            a.vdpbf16ps(Routine.Vector(FirstSum + (2 * row) + 1), zmm1, spread);
        }

        Routine.NextWord(a, word, r9);
    }
}
