using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Quantized;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>Micro-kernels for operands of eight bits (AVX512_VNNI), and the conversion of rows on their way into a block. .NET 10 has no intrinsics for these instructions.</summary>
internal static class QuantizedTiles
{
    /// <summary>Where, in a row of a block, the float32 is that its whole numbers are multiplied by.</summary>
    public const int ScaleOffset = Block.MaxDepth * sizeof(float);

    /// <summary>Where, in a row of a block, the int32 is that its sums begin at.</summary>
    public const int StartOffset = ScaleOffset + sizeof(float);

    private const int RowBytes = Block.Pitch * sizeof(float);
    private const int Half = 64;

    // zmm0 to zmm7 are for operands, the others for sums.
    private const int FirstSum = 8;

    /// <summary>Up to 12 rows of 32 columns: whole sums, each added to C times its row's scale times its column's.</summary>
    public static void Multiply(Iced.Intel.Assembler a, int rows)
    {
        MixedTiles.Load(a);
        a.mov(r11, __qword_ptr[r10 + TileArguments.ScalesOffset]);
        a.mov(r10, r9);
        for (int row = 0; row < rows; row++)
        {
            a.vpbroadcastd(Left(row), __dword_ptr[rax + (row * RowBytes) + StartOffset]);
            a.vmovdqa32(Right(row), Left(row));
        }

        Label word = a.CreateLabel();
        a.Label(ref word);
        a.vmovups(zmm0, __zmmword_ptr[rdx]);
        a.vmovups(zmm1, __zmmword_ptr[rdx + Half]);
        for (int row = 0; row < rows; row++)
        {
            // Four registers in turn, so that none is waited for.
            AssemblerRegisterZMM spread = Routine.Vector(2 + (row % 4));
            a.vpbroadcastd(spread, __dword_ptr[rax + (row * RowBytes)]);
            a.vpdpbusd(Left(row), zmm0, spread);
            a.vpdpbusd(Right(row), zmm1, spread);
        }

        Routine.NextWord(a, word, r10);
        a.shl(r9, 2);
        a.sub(rax, r9);
        a.vmovups(zmm0, __zmmword_ptr[r11]);
        a.vmovups(zmm1, __zmmword_ptr[r11 + Half]);
        for (int row = 0; row < rows; row++)
        {
            a.vbroadcastss(zmm2, __dword_ptr[rax + (row * RowBytes) + ScaleOffset]);
            a.vcvtdq2ps(Left(row), Left(row));
            a.vcvtdq2ps(Right(row), Right(row));
            a.vmulps(zmm3, zmm2, zmm0);
            a.vmulps(zmm4, zmm2, zmm1);
            a.vmovups(zmm5.k1.z, __zmmword_ptr[rcx]);
            a.vmovups(zmm6.k1.z, __zmmword_ptr[rcx + Half]);
            a.vfmadd231ps(zmm5, Left(row), zmm3);
            a.vfmadd231ps(zmm6, Right(row), zmm4);
            a.vmovups(__zmmword_ptr[rcx], zmm5);
            a.vmovups(__zmmword_ptr[rcx + Half], zmm6);
            a.add(rcx, r8);
        }
    }

    /// <summary>Rows become rows of a block: whole numbers, and behind them their scale and what their sums begin at. See <see cref="Quantization"/>.</summary>
    public static void Rows(Iced.Intel.Assembler a)
    {
        const int GroupBytes = 64;
        a.mov(rax, __qword_ptr[r10 + RowsArguments.FromOffset]);
        a.mov(rdx, __qword_ptr[r10 + RowsArguments.ToOffset]);
        a.mov(r8, __qword_ptr[r10 + RowsArguments.RowsOffset]);
        a.vpternlogd(zmm3, zmm3, zmm3, 0xFF);
        a.vpsrld(zmm3, zmm3, 1);
        a.mov(ecx, BitConverter.SingleToInt32Bits(Quantization.Greatest));
        a.vmovd(xmm4, ecx);
        a.mov(ecx, BitConverter.SingleToInt32Bits(Quantization.Least));
        a.vmovd(xmm5, ecx);
        a.vpxord(zmm6, zmm6, zmm6);

        Label row = a.CreateLabel();
        a.Label(ref row);
        MixedRows.FindGreatest(a);
        a.vpmaxud(xmm0, xmm0, xmm5);
        a.vdivss(xmm1, xmm4, xmm0);
        a.vbroadcastss(zmm2, xmm1);
        a.vdivss(xmm1, xmm0, xmm4);
        a.vfmadd231ss(xmm1, xmm0, xmm6);
        a.vmovss(__dword_ptr[rdx + ScaleOffset], xmm1);

        a.mov(r9, __qword_ptr[r10 + RowsArguments.GroupsOffset]);
        a.mov(rcx, rax);
        a.mov(r11, rdx);
        a.vpxord(zmm1, zmm1, zmm1);
        Label group = a.CreateLabel();
        a.Label(ref group);
        a.vmulps(zmm0, zmm2, __zmmword_ptr[rcx]);
        a.vcvtps2dq(zmm0, zmm0);
        a.vpmovsdb(__xmmword_ptr[r11], zmm0);
        a.vpaddd(zmm1, zmm1, zmm0);
        a.add(rcx, GroupBytes);
        a.add(r11, GroupBytes / sizeof(float));
        a.dec(r9);
        a.jnz(group);

        a.vextracti64x4(ymm0, zmm1, 1);
        a.vpaddd(ymm0, ymm0, ymm1);
        a.vextracti128(xmm1, ymm0, 1);
        a.vpaddd(xmm0, xmm0, xmm1);
        a.vpshufd(xmm1, xmm0, 0b_01_00_11_10);
        a.vpaddd(xmm0, xmm0, xmm1);
        a.vpshufd(xmm1, xmm0, 0b_10_11_00_01);
        a.vpaddd(xmm0, xmm0, xmm1);
        a.vmovd(ecx, xmm0);
        a.imul(ecx, ecx, -Quantization.Offset);
        a.mov(__dword_ptr[rdx + StartOffset], ecx);

        a.add(rax, __qword_ptr[r10 + RowsArguments.PitchOffset]);
        a.add(rdx, __qword_ptr[r10 + RowsArguments.ToPitchOffset]);
        a.dec(r8);
        a.jnz(row);
    }

    private static AssemblerRegisterZMM Left(int row) => Routine.Vector(FirstSum + (2 * row));

    private static AssemblerRegisterZMM Right(int row) => Routine.Vector(FirstSum + (2 * row) + 1);
}
