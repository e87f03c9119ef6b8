using System.Runtime.InteropServices;

namespace Easel.Cuda.Attention;

/// <summary>What the kernels of attention are given: <c>AttentionParameters</c> of attention.cuh.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AttentionParameters
{
    /// <summary>[batch, tokens, heads * width]</summary>
    public required nint Queries { get; init; }

    /// <summary>[batch, others, heads * width]</summary>
    public required nint Keys { get; init; }

    /// <summary>[batch, others, heads * width]</summary>
    public required nint Values { get; init; }

    /// <summary>[batch, tokens, heads * width]</summary>
    public required nint Result { get; init; }

    /// <summary>Queries of a sample.</summary>
    public required int Tokens { get; init; }

    /// <summary>Keys of a sample.</summary>
    public required int Others { get; init; }

    /// <summary>1 or more.</summary>
    public required int Heads { get; init; }

    /// <summary>Of a head.</summary>
    public required int Width { get; init; }

    /// <summary>Elements from a token's queries to the next token's: heads * width, or more if they are parts of longer rows.</summary>
    public required int QueryPitch { get; init; }

    /// <summary>The same of keys, and of values.</summary>
    public required int KeyPitch { get; init; }

    /// <summary>1: a token sees only itself and those before it.</summary>
    public required int Causal { get; init; }

    /// <summary>log2(e) / sqrt(width): kernels take powers of 2.</summary>
    public required float Scale { get; init; }

    /// <summary>The scale of a head's width.</summary>
    public static float ScaleOf(int width) => (float)(Math.Log2(Math.E) / Math.Sqrt(width));
}
