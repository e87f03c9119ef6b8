using System.Numerics;
using System.Runtime.CompilerServices;
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

    /// <summary>Reads elements that lie apart: gathers them as they are, then converts them together.</summary>
    private void ReadStrided(long first, Span<float> destination)
    {
        const int Chunk = 512;
        Span<byte> gathered = stackalloc byte[Chunk * sizeof(double)];
        Span<int> index = stackalloc int[Shape.MaxRank];
        int size = Type.Size();
        long position = Seek(first, index);
        for (int done = 0; done < destination.Length; done += Chunk)
        {
            int count = Math.Min(Chunk, destination.Length - done);
            Span<byte> chunk = gathered[..(count * size)];
            position = size switch
            {
                1 => Gather(chunk, index, position),
                2 => Gather(MemoryMarshal.Cast<byte, ushort>(chunk), index, position),
                4 => Gather(MemoryMarshal.Cast<byte, uint>(chunk), index, position),
                _ => Gather(MemoryMarshal.Cast<byte, ulong>(chunk), index, position),
            };
            HostConversions.ToFloat32(chunk, Type, destination.Slice(done, count));
        }
    }

    /// <summary>Goes to the n-th element.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="index">Takes its number along each extent.</param>
    /// <returns>Where it lies, in elements from the first.</returns>
    private long Seek(long number, Span<int> index)
    {
        long position = 0;
        for (int axis = Shape.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = (int)(number % Shape[axis]);
            position += index[axis] * _strides[axis];
            number /= Shape[axis];
        }

        return position;
    }

    /// <summary>Copies the elements from a place on.</summary>
    /// <returns>Where the next one lies.</returns>
    private unsafe long Gather<TBits>(Span<TBits> destination, Span<int> index, long position) where TBits : unmanaged
    {
        byte* first = _memory.Pointer + _offset;
        Span<int> extents = stackalloc int[Shape.MaxRank];
        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            extents[axis] = Shape[axis];
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = Unsafe.ReadUnaligned<TBits>(first + (position * sizeof(TBits)));
            int axis = Shape.Rank - 1;
            position += _strides[axis];
            while (++index[axis] == extents[axis] && axis > 0)
            {
                position -= _strides[axis] * extents[axis];
                index[axis] = 0;
                axis--;
                position += _strides[axis];
            }
        }

        return position;
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
