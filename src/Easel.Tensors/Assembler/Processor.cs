using System.Runtime.Intrinsics.X86;

namespace Easel.Tensors.Assembler;

/// <summary>What .NET 10 does not tell of the processor. Intel's manual, volume 2, CPUID, leaf 7.</summary>
internal static class Processor
{
    private const int ExtendedFeatures = 7;

    /// <summary>AVX512_FP16</summary>
    public static bool HasFloat16 => Avx512BW.VL.IsSupported && (Features(0).Edx & (1 << 23)) != 0;

    /// <summary>AVX512_BF16</summary>
    public static bool HasBFloat16 => Avx512BW.VL.IsSupported && (Features(1).Eax & (1 << 5)) != 0;

    /// <summary>AVX512_VNNI: products of bytes, four in a word, added in 32 bits.</summary>
    public static bool HasDotProducts => Avx512BW.VL.IsSupported && (Features(0).Ecx & (1 << 11)) != 0;

    /// <summary>The maker's name ends with "cAMD".</summary>
    public static bool IsByAmd => X86Base.CpuId(0, 0).Ecx == 0x444D_4163;

    private static (int Eax, int Ecx, int Edx) Features(int part)
    {
        if (X86Base.CpuId(0, 0).Eax < ExtendedFeatures || X86Base.CpuId(ExtendedFeatures, 0).Eax < part)
        {
            return (0, 0, 0);
        }

        (int eax, _, int ecx, int edx) = X86Base.CpuId(ExtendedFeatures, part);
        return (eax, ecx, edx);
    }
}
