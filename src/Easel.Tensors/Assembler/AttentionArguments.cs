using System.Runtime.InteropServices;
using static Iced.Intel.AssemblerRegisters;

namespace Easel.Tensors.Assembler;

/// <summary>What an assembled kernel of attention is told. Rows are keys or numbers of a value, columns 32 queries.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AttentionArguments
{
    public const int AOffset = 0;
    public const int BOffset = 8;
    public const int COffset = 16;
    public const int WordsOffset = 24;
    public const int MaximaOffset = 32;
    public const int EarlierOffset = 40;
    public const int CorrectionsOffset = 48;
    public const int KeepOffset = 56;
    public const int FactorOffset = 60;

    /// <summary>Rows of words of two numbers in half precision.</summary>
    public void* A;

    /// <summary>128 bytes for each word: in float16 the 32 queries' first numbers and then their second ones, in bfloat16 each query's two side by side.</summary>
    public void* B;

    /// <summary>Scores, in float16 or float32; powers in half precision; sums in float32.</summary>
    public void* C;

    /// <summary>1 or more; of powers, how many groups of rows.</summary>
    public nint Words;

    /// <summary>The queries' greatest scores, in the form of scores.</summary>
    public void* Maxima;

    /// <summary>What those were before this block.</summary>
    public void* Earlier;

    /// <summary>What the queries' earlier sums are multiplied with, float32.</summary>
    public float* Corrections;

    /// <summary>-1 to add to what C holds, 0 to begin at zero.</summary>
    public int Keep;

    /// <summary>Multiplies the new sums. Only in float16.</summary>
    public float Factor;

    /// <summary>A to rax, B to rdx, C to rcx, words to r9.</summary>
    public static void Load(Iced.Intel.Assembler a)
    {
        a.mov(rax, __qword_ptr[r10 + AOffset]);
        a.mov(rdx, __qword_ptr[r10 + BOffset]);
        a.mov(rcx, __qword_ptr[r10 + COffset]);
        a.mov(r9, __qword_ptr[r10 + WordsOffset]);
    }
}
