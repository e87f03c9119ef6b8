using System.Runtime.InteropServices;

namespace Easel.Tensors.Assembler;

/// <summary>What an assembled micro-kernel is told. A word is two numbers in half precision, or four of eight bits, that follow each other in k.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TileArguments
{
    public const int AOffset = 0;
    public const int BOffset = 8;
    public const int COffset = 16;
    public const int PitchOffset = 24;
    public const int WordsOffset = 32;
    public const int KeepOffset = 40;
    public const int ChainOffset = 48;
    public const int ScalesOffset = 56;

    /// <summary>Rows of words, at a block's pitch.</summary>
    public void* A;

    /// <summary>128 bytes for each word.</summary>
    public void* B;

    /// <summary>Rows of 32 sums.</summary>
    public float* C;

    /// <summary>Bytes from one row of C to the next.</summary>
    public nint Pitch;

    /// <summary>1 or more.</summary>
    public nint Words;

    /// <summary>-1 to add to what C holds, 0 to begin at zero.</summary>
    public nint Keep;

    /// <summary>Words of a chain whose sum stays in float16 before it goes to C, 1 or more.</summary>
    public nint Chain;

    /// <summary>Of eight bits: what the columns' whole numbers are multiplied by, 32.</summary>
    public float* Scales;
}

/// <summary>What the assembled conversion of a block's rows is told.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RowsArguments
{
    public const int FromOffset = 0;
    public const int ToOffset = 8;
    public const int PitchOffset = 16;
    public const int ToPitchOffset = 24;
    public const int RowsOffset = 32;
    public const int GroupsOffset = 40;
    public const int WeightFactorOffset = 48;

    public float* From;

    public void* To;

    /// <summary>Bytes from one row to the next.</summary>
    public nint Pitch;

    /// <summary>The same where they go to.</summary>
    public nint ToPitch;

    /// <summary>1 or more.</summary>
    public nint Rows;

    /// <summary>Sixteen numbers each, 1 or more.</summary>
    public nint Groups;

    /// <summary>Of float16: multiplies the factors that are written behind the rows' words.</summary>
    public float WeightFactor;
}

/// <summary>What an assembled conversion is told.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NarrowArguments
{
    public const int FromOffset = 0;
    public const int ToOffset = 8;
    public const int CountOffset = 16;
    public const int ScaleOffset = 24;

    public float* From;

    public ushort* To;

    /// <summary>Numbers, 0 or more.</summary>
    public nint Count;

    /// <summary>Multiplies them first.</summary>
    public float Scale;
}
