using Easel.Tensors.Kernels.Gemm;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>Micro-kernels for operands in half precision, sums in single precision. .NET 10 has no intrinsics for these instructions.</summary>
internal static class MixedTiles
{
    /// <summary>Columns of a panel.</summary>
    public const int Columns = 32;

    /// <summary>Where, in a row of a block, the float16 kernel finds the factor that takes its sums to their size.</summary>
    public const int FactorOffset = Block.MaxDepth * sizeof(float);

    private const int RowBytes = Block.Pitch * sizeof(float);
    private const int Half = 64;

    // zmm0 to zmm7 are for operands, the others for sums.
    private const int FirstSum = 8;

    /// <summary>
    /// Up to 24 rows of 32 columns in float16 (AVX512_FP16): chains of <see cref="TileArguments.Chain"/>, each added to C times its row's factor.
    /// </summary>
    public static void Float16(Iced.Intel.Assembler a, int rows)
    {
        Load(a);
        a.kmovq(k2, __qword_ptr[r10 + TileArguments.ChainOffset]);
        a.mov(r11, rax);
        Label chain = a.CreateLabel();
        a.Label(ref chain);
        a.kmovq(r10, k2);
        a.cmp(r9, r10);
        a.cmovl(r10, r9);
        a.sub(r9, r10);
        Routine.Clear(a, FirstSum, rows);

        Label word = a.CreateLabel();
        a.Label(ref word);
        a.vmovups(zmm0, __zmmword_ptr[rdx]);
        a.vmovups(zmm1, __zmmword_ptr[rdx + Half]);
        for (int row = 0; row < rows; row++)
        {
            a.vfmadd231ph(Routine.Vector(FirstSum + row), zmm0, __word_bcst[rax + (row * RowBytes)]);
        }

        for (int row = 0; row < rows; row++)
        {
            a.vfmadd231ph(Routine.Vector(FirstSum + row), zmm1, __word_bcst[rax + (row * RowBytes) + sizeof(ushort)]);
        }

        Routine.NextWord(a, word, r10);

        // The counter, 0 now, keeps C's address: a routine that leaves the stack alone needs no description for those who walk it.
        a.mov(r10, rcx);
        for (int row = 0; row < rows; row++)
        {
            AssemblerRegisterZMM sum = Routine.Vector(FirstSum + row);
            a.vextractf64x4(ymm1, sum, 1);
            a.vcvtph2psx(zmm0, Routine.Lower(FirstSum + row));
            a.vcvtph2psx(zmm1, ymm1);
            a.vbroadcastss(zmm2, __dword_ptr[r11 + (row * RowBytes) + FactorOffset]);
            a.vmovups(zmm3.k1.z, __zmmword_ptr[rcx]);
            a.vmovups(zmm4.k1.z, __zmmword_ptr[rcx + Half]);
            a.vfmadd231ps(zmm3, zmm0, zmm2);
            a.vfmadd231ps(zmm4, zmm1, zmm2);
            a.vmovups(__zmmword_ptr[rcx], zmm3);
            a.vmovups(__zmmword_ptr[rcx + Half], zmm4);
            a.add(rcx, r8);
        }

        a.mov(rcx, r10);
        a.kxnorw(k1, k1, k1);
        a.test(r9, r9);
        a.jnz(chain);
    }

    /// <summary>
    /// Up to 12 rows of 32 columns in bfloat16 (AVX512_BF16): sums in single precision, of each pair first the odd number's product and then the even one's, as
    /// Intel's manual says of VDPBF16PS; what is subnormal is taken for zero.
    /// </summary>
    public static void BFloat16(Iced.Intel.Assembler a, int rows)
    {
        Load(a);
        a.mov(r10, r9);
        a.mov(r11, rcx);
        for (int row = 0; row < rows; row++)
        {
            a.vmovups(Left(row).k1.z, __zmmword_ptr[rcx]);
            a.vmovups(Right(row).k1.z, __zmmword_ptr[rcx + Half]);
            a.add(rcx, r8);
        }

        Label word = a.CreateLabel();
        a.Label(ref word);
        a.vmovups(zmm0, __zmmword_ptr[rdx]);
        a.vmovups(zmm1, __zmmword_ptr[rdx + Half]);
        for (int row = 0; row < rows; row++)
        {
            // Four registers in turn, so that none is waited for.
            AssemblerRegisterZMM spread = Routine.Vector(2 + (row % 4));
            a.vbroadcastss(spread, __dword_ptr[rax + (row * RowBytes)]);
            a.vdpbf16ps(Left(row), zmm0, spread);
            a.vdpbf16ps(Right(row), zmm1, spread);
        }

        Routine.NextWord(a, word, r10);
        for (int row = 0; row < rows; row++)
        {
            a.vmovups(__zmmword_ptr[r11], Left(row));
            a.vmovups(__zmmword_ptr[r11 + Half], Right(row));
            a.add(r11, r8);
        }
    }

    /// <summary>A to rax, B to rdx, C to rcx, its pitch to r8, words to r9, the mask of what C keeps to k1.</summary>
    public static void Load(Iced.Intel.Assembler a)
    {
        a.mov(rax, __qword_ptr[r10 + TileArguments.AOffset]);
        a.mov(rdx, __qword_ptr[r10 + TileArguments.BOffset]);
        a.mov(rcx, __qword_ptr[r10 + TileArguments.COffset]);
        a.mov(r8, __qword_ptr[r10 + TileArguments.PitchOffset]);
        a.mov(r9, __qword_ptr[r10 + TileArguments.WordsOffset]);
        a.kmovw(k1, __word_ptr[r10 + TileArguments.KeepOffset]);
    }

    private static AssemblerRegisterZMM Left(int row) => Routine.Vector(FirstSum + (2 * row));

    private static AssemblerRegisterZMM Right(int row) => Routine.Vector(FirstSum + (2 * row) + 1);
}
