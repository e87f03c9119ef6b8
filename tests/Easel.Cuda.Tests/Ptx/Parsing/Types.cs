namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>The types of PTX.</summary>
internal static class Types
{
    /// <summary>Bytes of a type such as <c>f32</c>; 0 for <c>pred</c>.</summary>
    public static int Bytes(string type, int line) => type switch
    {
        "pred" => 0,
        "b8" or "u8" or "s8" => 1,
        "b16" or "u16" or "s16" or "f16" or "bf16" => 2,
        "b32" or "u32" or "s32" or "f32" or "f16x2" or "bf16x2" => 4,
        "b64" or "u64" or "s64" or "f64" => 8,
        _ => throw new PtxException(line, $"the type '{type}' is not known."),
    };

    public static bool IsFloat(string type) => type is "f16" or "bf16" or "f32" or "f64";
}
