using Easel.Checkpoints.Pickle;
using Easel.Tensors;

namespace Easel.Checkpoints.Torch;

/// <summary>PyTorch's names of element types.</summary>
internal static class TorchTypes
{
    /// <summary>The elements of a storage class, or none if it has no type or one we do not know.</summary>
    public static ElementType? OfStorage(PickleGlobal type) => type.Module is not ("torch" or "torch.cuda" or "torch.storage") ? null : type.Name switch
    {
        "FloatStorage" => ElementType.Float32,
        "HalfStorage" => ElementType.Float16,
        "BFloat16Storage" => ElementType.BFloat16,
        "DoubleStorage" => ElementType.Float64,
        "LongStorage" => ElementType.Int64,
        "IntStorage" => ElementType.Int32,
        "ShortStorage" => ElementType.Int16,
        "CharStorage" => ElementType.Int8,
        "ByteStorage" => ElementType.UInt8,
        "BoolStorage" => ElementType.Boolean,
        _ => null,
    };

    /// <summary>The type that a <c>torch.dtype</c> names, or none.</summary>
    public static ElementType? OfElement(PickleGlobal type) => type.Module != "torch" ? null : type.Name switch
    {
        "float32" or "float" => ElementType.Float32,
        "float16" or "half" => ElementType.Float16,
        "bfloat16" => ElementType.BFloat16,
        "float64" or "double" => ElementType.Float64,
        "int64" or "long" => ElementType.Int64,
        "int32" or "int" => ElementType.Int32,
        "int16" or "short" => ElementType.Int16,
        "int8" => ElementType.Int8,
        "uint8" => ElementType.UInt8,
        "bool" => ElementType.Boolean,
        _ => null,
    };
}
