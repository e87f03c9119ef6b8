using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>
/// A routine for AVX-512 under assembly: what all share. It takes one address, of its arguments, and may use rax, rcx, rdx, r8 to r11, all vectors and
/// all masks: of those, the convention of Windows wants only the lower halves of xmm6 to xmm15 back.
/// </summary>
internal static class Routine
{
    private const int FirstKept = 6;
    private const int LastKept = 15;
    private const int KeptBytes = (LastKept - FirstKept + 1) * 16;

    private static readonly AssemblerRegisterZMM[] s_vectors =
    [
        zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
    ];

    private static readonly AssemblerRegisterYMM[] s_lowers =
    [
        ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15,
        ymm16, ymm17, ymm18, ymm19, ymm20, ymm21, ymm22, ymm23, ymm24, ymm25, ymm26, ymm27, ymm28, ymm29, ymm30, ymm31,
    ];

    private static readonly AssemblerRegisterXMM[] s_kept = [xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    /// <summary>zmm0 to zmm31.</summary>
    public static AssemblerRegisterZMM Vector(int number) => s_vectors[number];

    /// <summary>ymm0 to ymm31, the lower halves of those.</summary>
    public static AssemblerRegisterYMM Lower(int number) => s_lowers[number];

    /// <summary>Sets registers that follow each other to zero.</summary>
    public static void Clear(Iced.Intel.Assembler a, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            a.vpxord(Vector(i), Vector(i), Vector(i));
        }
    }

    /// <summary>Goes on to the next word, of A in rax and of B in rdx, while the counter has some left.</summary>
    public static void NextWord(Iced.Intel.Assembler a, Label word, AssemblerRegister64 counter)
    {
        const int WordOfB = 128;
        a.add(rax, sizeof(float));
        a.add(rdx, WordOfB);
        a.dec(counter);
        a.jnz(word);
    }

    /// <summary>Assembles a routine.</summary>
    /// <param name="body">Finds the arguments' address in r10.</param>
    /// <param name="forWindows">Whether the convention is that of Windows, not of System V.</param>
    /// <returns>Its instructions.</returns>
    public static byte[] Assemble(Action<Iced.Intel.Assembler> body, bool forWindows)
    {
        Iced.Intel.Assembler assembler = new(64);
        if (forWindows)
        {
            assembler.mov(r10, rcx);
            assembler.sub(rsp, KeptBytes);
            for (int i = 0; i < s_kept.Length; i++)
            {
                assembler.movups(__xmmword_ptr[rsp + (16 * i)], s_kept[i]);
            }
        }
        else
        {
            assembler.mov(r10, rdi);
        }

        body(assembler);
        assembler.vzeroupper();
        if (forWindows)
        {
            for (int i = 0; i < s_kept.Length; i++)
            {
                assembler.movups(s_kept[i], __xmmword_ptr[rsp + (16 * i)]);
            }

            assembler.add(rsp, KeptBytes);
        }

        assembler.ret();
        using MemoryStream code = new();
        assembler.Assemble(new StreamCodeWriter(code), rip: 0);
        return code.ToArray();
    }

    /// <summary>A routine that can be called here, or 0 where new instructions are forbidden.</summary>
    public static nint Make(Action<Iced.Intel.Assembler> body) => ExecutableMemory.Hold(Assemble(body, OperatingSystem.IsWindows()));
}
