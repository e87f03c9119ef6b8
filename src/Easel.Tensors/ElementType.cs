namespace Easel.Tensors;

/// <summary>What one element of a tensor is stored as.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes: 5 bits of exponent, 10 of fraction.</summary>
    Float16,

    /// <summary>The upper half of a float32, 2 bytes: 8 bits of exponent, 7 of fraction.</summary>
    BFloat16,

    /// <summary>IEEE 754 double precision, 8 bytes. Only in checkpoints.</summary>
    Float64,

    /// <summary>Signed integer, 8 bytes. Only in checkpoints.</summary>
    Int64,

    /// <summary>Signed integer, 4 bytes.</summary>
    Int32,

    /// <summary>Signed integer, 2 bytes. Only in checkpoints.</summary>
    Int16,

    /// <summary>Signed integer, 1 byte. Only in checkpoints.</summary>
    Int8,

    /// <summary>Unsigned integer, 1 byte. Only in checkpoints.</summary>
    UInt8,

    /// <summary>Truth value, 1 byte. Only in checkpoints.</summary>
    Boolean,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        _ => 1,
    };

    /// <summary>The name that checkpoints and people use: <c>float32</c>, <c>bfloat16</c> …</summary>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Boolean => "bool",
        _ => type.ToString().ToLowerInvariant(),
    };
}
