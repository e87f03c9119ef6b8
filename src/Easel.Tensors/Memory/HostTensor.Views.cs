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
}
