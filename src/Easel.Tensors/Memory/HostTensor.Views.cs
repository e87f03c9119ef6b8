using System.Numerics;
using System.Runtime.InteropServices;

namespace Easel.Tensors.Memory;

public sealed partial class HostTensor
{
    /// <summary>The same elements with so many further extents of 1, innermost: a matrix as a 1x1 convolution. Works for any strides.</summary>
    public HostTensor WithTrailingOnes(int count)
    {
        int[] extents = [.. Shape, .. Enumerable.Repeat(1, count)];
        long[] strides = [.. _strides, .. Enumerable.Repeat(1L, count)];
        return new HostTensor(Name, _memory, _offset, Shape.Of(extents), Type, strides);
    }

    /// <summary>The number of the first element that is infinite or not a number, or none.</summary>
    public long? FindNonFinite()
    {
        if (Type is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64))
        {
            return null;
        }

        // Small enough for the stack and the first cache, large enough to be worth a call.
        const int Chunk = 2048;
        Span<float> converted = stackalloc float[Chunk];
        int size = Type.Size();
        long elements = Shape.Count;
        for (long done = 0; done < elements; done += Chunk)
        {
            int count = (int)Math.Min(Chunk, elements - done);
            if (IsContiguous && Type != ElementType.Float64)
            {
                ReadOnlySpan<byte> bytes = _memory.Span(_offset + (done * size), count * size);
                if (Type == ElementType.Float32 ? !HasFullExponent<uint>(bytes, 0x7f80_0000) : !HasFullExponent<ushort>(bytes, (ushort)(Type == ElementType.Float16 ? 0x7c00 : 0x7f80)))
                {
                    continue;
                }
            }

            Read(done, converted[..count]);
            for (int i = 0; i < count; i++)
            {
                if (!float.IsFinite(converted[i]))
                {
                    return done + i;
                }
            }
        }

        return null;
    }

    /// <summary>Whether an exponent has all bits set, the mark of infinities and NaN in every IEEE format.</summary>
    private static bool HasFullExponent<TBits>(ReadOnlySpan<byte> bytes, TBits exponent) where TBits : unmanaged, IBinaryInteger<TBits>
    {
        ReadOnlySpan<TBits> values = MemoryMarshal.Cast<byte, TBits>(bytes);
        Vector<TBits> mask = new(exponent);
        int i = 0;
        for (; i <= values.Length - Vector<TBits>.Count; i += Vector<TBits>.Count)
        {
            if (Vector.EqualsAny(new Vector<TBits>(values[i..]) & mask, mask))
            {
                return true;
            }
        }

        for (; i < values.Length; i++)
        {
            if ((values[i] & exponent) == exponent)
            {
                return true;
            }
        }

        return false;
    }
}
