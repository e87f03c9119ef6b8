using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>Conversions to half precision: of numbers, and of rows on their way into a block.</summary>
internal static class MixedRows
{
    /// <summary>The exponent that a scaled row's greatest number has: 4 to 8.</summary>
    public const int RowExponent = 2;

    /// <summary>A row of smaller numbers than this power of two is not scaled further, so that its scale and its factor are ordinary numbers.</summary>
    public const int LeastExponent = -100;

    private const byte RoundToNearest = 0;
    private const int GroupBytes = 64;

    /// <summary>Numbers times a scale, in half precision.</summary>
    public static void Narrow(Iced.Intel.Assembler a, bool toBFloat16)
    {
        a.mov(rax, __qword_ptr[r10 + NarrowArguments.FromOffset]);
        a.mov(rdx, __qword_ptr[r10 + NarrowArguments.ToOffset]);
        a.mov(r9, __qword_ptr[r10 + NarrowArguments.CountOffset]);
        a.vbroadcastss(zmm2, __dword_ptr[r10 + NarrowArguments.ScaleOffset]);

        Label whole = a.CreateLabel();
        Label rest = a.CreateLabel();
        Label end = a.CreateLabel();
        a.Label(ref whole);
        a.cmp(r9, 16);
        a.jl(rest);
        a.vmulps(zmm0, zmm2, __zmmword_ptr[rax]);
        Convert(a, toBFloat16);
        a.vmovups(__ymmword_ptr[rdx], ymm0);
        a.add(rax, 64);
        a.add(rdx, 32);
        a.sub(r9, 16);
        a.jmp(whole);

        a.Label(ref rest);
        a.test(r9, r9);
        a.jz(end);
        a.mov(rcx, r9);
        a.mov(r8, 1);
        a.shl(r8, cl);
        a.dec(r8);
        a.kmovd(k1, r8d);
        a.vmovups(zmm0.k1.z, __zmmword_ptr[rax]);
        a.vmulps(zmm0, zmm0, zmm2);
        Convert(a, toBFloat16);
        a.vmovdqu16(__ymmword_ptr[rdx].k1, ymm0);
        a.Label(ref end);
        a.nop();
    }

    /// <summary>
    /// Rows become rows of a block in float16: each is scaled by the power of two that its greatest number wants, and followed by the factor that takes
    /// that back, and the weights' scale.
    /// </summary>
    public static void ScaleRows(Iced.Intel.Assembler a)
    {
        const int FractionBits = 23;
        const int Bias = 127;
        a.mov(rax, __qword_ptr[r10 + RowsArguments.FromOffset]);
        a.mov(rdx, __qword_ptr[r10 + RowsArguments.ToOffset]);
        a.mov(r8, __qword_ptr[r10 + RowsArguments.RowsOffset]);
        a.vmovss(xmm4, __dword_ptr[r10 + RowsArguments.WeightFactorOffset]);
        a.vpternlogd(zmm3, zmm3, zmm3, 0xFF);
        a.vpsrld(zmm3, zmm3, 1);

        Label row = a.CreateLabel();
        a.Label(ref row);
        FindGreatest(a);
        a.vmovd(ecx, xmm0);
        a.shr(ecx, FractionBits);
        a.mov(r11d, Bias + LeastExponent);
        a.cmp(ecx, r11d);
        a.cmovl(ecx, r11d);

        // 2^(RowExponent - exponent), and that turned round.
        a.mov(r11d, RowExponent + Bias + Bias);
        a.sub(r11d, ecx);
        a.shl(r11d, FractionBits);
        a.vpbroadcastd(zmm2, r11d);
        a.sub(ecx, RowExponent);
        a.shl(ecx, FractionBits);
        a.vmovd(xmm5, ecx);
        a.vmulss(xmm5, xmm5, xmm4);
        a.vmovss(__dword_ptr[rdx + MixedTiles.FactorOffset], xmm5);

        a.mov(r9, __qword_ptr[r10 + RowsArguments.GroupsOffset]);
        a.mov(rcx, rax);
        a.mov(r11, rdx);
        Label group = a.CreateLabel();
        a.Label(ref group);
        a.vmulps(zmm0, zmm2, __zmmword_ptr[rcx]);
        a.vcvtps2ph(__ymmword_ptr[r11], zmm0, RoundToNearest);
        a.add(rcx, GroupBytes);
        a.add(r11, GroupBytes / 2);
        a.dec(r9);
        a.jnz(group);

        a.add(rax, __qword_ptr[r10 + RowsArguments.PitchOffset]);
        a.add(rdx, __qword_ptr[r10 + RowsArguments.ToPitchOffset]);
        a.dec(r8);
        a.jnz(row);
    }

    /// <summary>The bits of the greatest magnitude of the row at rax, to xmm0. zmm3 holds the mask of magnitudes; rcx, r9, zmm1, zmm16 and zmm17 are used.</summary>
    public static void FindGreatest(Iced.Intel.Assembler a)
    {
        a.mov(r9, __qword_ptr[r10 + RowsArguments.GroupsOffset]);
        a.mov(rcx, rax);
        a.vpxord(zmm0, zmm0, zmm0);
        a.vpxord(zmm1, zmm1, zmm1);

        Label pair = a.CreateLabel();
        Label single = a.CreateLabel();
        Label found = a.CreateLabel();
        a.Label(ref pair);
        a.cmp(r9, 2);
        a.jl(single);
        a.vpandd(zmm16, zmm3, __zmmword_ptr[rcx]);
        a.vpandd(zmm17, zmm3, __zmmword_ptr[rcx + GroupBytes]);
        a.vpmaxud(zmm0, zmm0, zmm16);
        a.vpmaxud(zmm1, zmm1, zmm17);
        a.add(rcx, 2 * GroupBytes);
        a.sub(r9, 2);
        a.jmp(pair);
        a.Label(ref single);
        a.test(r9, r9);
        a.jz(found);
        a.vpandd(zmm16, zmm3, __zmmword_ptr[rcx]);
        a.vpmaxud(zmm0, zmm0, zmm16);
        a.Label(ref found);
        a.vpmaxud(zmm0, zmm0, zmm1);
        a.vextracti64x4(ymm1, zmm0, 1);
        a.vpmaxud(ymm0, ymm0, ymm1);
        a.vextracti128(xmm1, ymm0, 1);
        a.vpmaxud(xmm0, xmm0, xmm1);
        a.vpshufd(xmm1, xmm0, 0b_01_00_11_10);
        a.vpmaxud(xmm0, xmm0, xmm1);
        a.vpshufd(xmm1, xmm0, 0b_10_11_00_01);
        a.vpmaxud(xmm0, xmm0, xmm1);
    }

    private static void Convert(Iced.Intel.Assembler a, bool toBFloat16)
    {
        if (toBFloat16)
        {
            a.vcvtneps2bf16(ymm0, zmm0);
        }
        else
        {
            a.vcvtps2ph(ymm0, zmm0, RoundToNearest);
        }
    }
}
