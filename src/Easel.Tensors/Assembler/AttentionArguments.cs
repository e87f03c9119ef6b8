using System.Runtime.InteropServices;

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

    /// <summary>Rows of words in float16.</summary>
    public void* A;

    /// <summary>128 bytes for each word: the 32 queries' first numbers, then their second ones.</summary>
    public void* B;

    /// <summary>Scores or powers in float16, sums in float32.</summary>
    public void* C;

    /// <summary>1 or more; of powers, how many groups of four rows.</summary>
    public nint Words;

    /// <summary>The queries' greatest scores, float16.</summary>
    public void* Maxima;

    /// <summary>What those were before this block.</summary>
    public void* Earlier;

    /// <summary>What the queries' earlier sums are multiplied with, float32.</summary>
    public float* Corrections;

    /// <summary>-1 to add to what C holds, 0 to begin at zero.</summary>
    public int Keep;

    /// <summary>Multiplies the new sums.</summary>
    public float Factor;
}
