namespace Easel.Tensors.Kernels;

/// <summary>A register's worth of floats: the one place where a kernel meets a vector width.</summary>
/// <remarks>
/// Every member gives each lane the same bits at every width. A mask is a lane of all ones or all zeros, as comparisons make it;
/// operations on bits see a lane as the 32-bit integer of the same bits.
/// </remarks>
internal unsafe interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether the processor has registers of this width; elsewhere everything still works, slowly.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>A power of two.</summary>
    static abstract int Count { get; }

    static abstract TSelf Splat(float value);

    static abstract TSelf SplatBits(uint bits);

    static abstract TSelf Load(float* source);

    /// <summary>Reads 16 bits per lane and puts zeros above them.</summary>
    static abstract TSelf LoadWidened(ushort* source);

    void Store(float* destination);

    /// <summary>Writes the lower 16 bits of each lane. The upper 16 must be zeros.</summary>
    void StoreNarrowed(ushort* destination);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>a &gt; b ? a : b. Is b where either is not a number: to let an x that is none through, write Max(low, x).</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>a &lt; b ? a : b. Is b where either is not a number: to let an x that is none through, write Min(high, x).</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The mask of a &gt; b, as floats.</summary>
    static abstract TSelf Greater(TSelf a, TSelf b);

    /// <summary>The mask of a &gt; b, as signed integers.</summary>
    static abstract TSelf GreaterBits(TSelf a, TSelf b);

    /// <summary>mask ? a : b</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>a + b, as integers that wrap.</summary>
    static abstract TSelf AddBits(TSelf a, TSelf b);

    static abstract TSelf ShiftBitsLeft(TSelf a, int bits);

    /// <summary>Zeros come in above.</summary>
    static abstract TSelf ShiftBitsRight(TSelf a, int bits);

    /// <summary>The sum of all lanes: the upper half is added to the lower half until one lane is left.</summary>
    float AddAcross();

    /// <summary>The greatest lane, by <see cref="Max"/> of lower and upper half until one lane is left.</summary>
    float MaxAcross();
}
