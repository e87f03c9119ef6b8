using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Easel.Tensors.Memory;

/// <summary>Little-endian elements of every type as float32. Rounds to nearest even where float32 cannot hold them.</summary>
internal static class HostConversions
{
    public static void ToFloat32(ReadOnlySpan<byte> source, ElementType type, Span<float> destination)
    {
        Debug.Assert(BitConverter.IsLittleEndian, "Checkpoints are little-endian, and so is every system .NET 10 runs on here.");
        Debug.Assert(source.Length == destination.Length * type.Size(), "One element each.");

        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
            case ElementType.Float16:
                Each<Half>(source, destination, static value => (float)value);
                break;
            case ElementType.BFloat16:
                Each<ushort>(source, destination, static value => BitConverter.UInt32BitsToSingle((uint)value << 16));
                break;
            case ElementType.Float64:
                Each<double>(source, destination, static value => (float)value);
                break;
            case ElementType.Int64:
                Each<long>(source, destination, static value => value);
                break;
            case ElementType.Int32:
                Each<int>(source, destination, static value => value);
                break;
            case ElementType.Int16:
                Each<short>(source, destination, static value => value);
                break;
            case ElementType.Int8:
                Each<sbyte>(source, destination, static value => value);
                break;
            default:
                Each<byte>(source, destination, static value => value);
                break;
        }
    }

    private static void Each<TFrom>(ReadOnlySpan<byte> source, Span<float> destination, Func<TFrom, float> convert) where TFrom : unmanaged
    {
        ReadOnlySpan<TFrom> values = MemoryMarshal.Cast<byte, TFrom>(source);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = convert(values[i]);
        }
    }
}
