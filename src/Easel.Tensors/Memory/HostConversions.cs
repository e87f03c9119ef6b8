using System.Diagnostics;
using System.Runtime.InteropServices;
using Easel.Tensors.Kernels;

namespace Easel.Tensors.Memory;

/// <summary>Little-endian elements of every type as float32. Rounds to nearest even where float32 cannot hold them.</summary>
internal static unsafe class HostConversions
{
    public static void ToFloat32(ReadOnlySpan<byte> source, ElementType type, Span<float> destination)
    {
        Debug.Assert(BitConverter.IsLittleEndian, "Checkpoints are little-endian, and so is every system .NET 10 runs on here.");
        Debug.Assert(source.Length == destination.Length * type.Size(), "One element each.");

        switch (type)
        {
            case ElementType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case ElementType.Float16:
                Widen<Float16>(source, destination);
                break;
            case ElementType.BFloat16:
                Widen<BFloat16>(source, destination);
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

    private static void Widen<TForm>(ReadOnlySpan<byte> source, Span<float> destination) where TForm : unmanaged, IHalfPrecision
    {
        fixed (byte* from = source)
        fixed (float* to = destination)
        {
            new Widest<Widening<TForm>>(new Widening<TForm>((ushort*)from, to, destination.Length)).Run(0, null);
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

    /// <summary>One piece: all there is.</summary>
    private readonly struct Widening<TForm>(ushort* source, float* destination, nint count) : ILanePieces where TForm : unmanaged, IHalfPrecision
    {
        private readonly ushort* _source = source;
        private readonly float* _destination = destination;
        private readonly nint _count = count;

        public void Run<TLanes, TSixteen>(int piece, byte* scratch)
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
            => HalfPrecision.Widen<TForm, TLanes>(_source, _destination, _count);
    }
}
