using System.Runtime.InteropServices;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Memory;

public sealed class HostTensorTests
{
    [Fact]
    public void Contiguous_elements_are_read_in_order()
    {
        HostTensor tensor = Of<float>([9, 1, 2, 3, 4, 5, 6], ElementType.Float32, [2, 3], offset: 4);

        Assert.True(tensor.IsContiguous);
        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.ToArray());
    }

    [Fact]
    public void A_part_is_read_from_where_it_begins()
    {
        HostTensor tensor = Of<float>([1, 2, 3, 4, 5, 6], ElementType.Float32, [2, 3]);
        float[] part = new float[3];

        tensor.Read(2, part);

        Assert.Equal([3, 4, 5], part);
    }

    [Fact]
    public void Strides_are_followed()
    {
        // A transposed matrix, and a channels-last kernel seen as [2, 2, 1, 2].
        HostTensor transposed = Of<float>([1, 4, 2, 5, 3, 6], ElementType.Float32, [2, 3], strides: [1, 2]);
        HostTensor kernel = Of<float>([0, 1, 2, 3, 4, 5, 6, 7], ElementType.Float32, [2, 2, 1, 2], strides: [4, 1, 4, 2]);
        HostTensor repeated = Of<float>([7, 8], ElementType.Float32, [3, 2], strides: [0, 1]);

        Assert.False(transposed.IsContiguous);
        Assert.Equal([1, 2, 3, 4, 5, 6], transposed.ToArray());
        Assert.Equal([0, 2, 1, 3, 4, 6, 5, 7], kernel.ToArray());
        Assert.Equal([7, 8, 7, 8, 7, 8], repeated.ToArray());
    }

    [Fact]
    public void Strides_apply_to_elements_of_two_bytes()
    {
        HostTensor tensor = Of<Half>([(Half)1, (Half)4, (Half)2, (Half)5], ElementType.Float16, [2, 2], strides: [1, 2]);

        Assert.Equal([1, 2, 4, 5], tensor.ToArray());
    }

    [Fact]
    public void Every_half_is_read_as_it_is()
    {
        Half[] all = [.. Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt16BitsToHalf((ushort)i))];

        float[] actual = Of<Half>(all, ElementType.Float16, [256, 256]).ToArray();

        Compare.Bits([.. all.Select(value => (float)value)], actual, "half");
    }

    [Fact]
    public void Every_bfloat16_is_read_as_it_is()
    {
        ushort[] all = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];

        // One byte before: files do not align their tensors.
        float[] actual = Of<ushort>(all, ElementType.BFloat16, [1 << 16], padding: 1).ToArray();

        Compare.Bits([.. all.Select(ReferenceConversions.FromBFloat16)], actual, "bfloat16");
    }

    [Fact]
    public void Every_type_becomes_float32()
    {
        Assert.Equal([1.5f, -2.25f, 1e-30f], Of<double>([1.5, -2.25, 1e-30], ElementType.Float64, [3]).ToArray());
        Assert.Equal([1, -2, 16777216], Of<long>([1, -2, 16777217], ElementType.Int64, [3]).ToArray());
        Assert.Equal([1, -2, 3], Of<int>([1, -2, 3], ElementType.Int32, [3]).ToArray());
        Assert.Equal([1, -32768], Of<short>([1, short.MinValue], ElementType.Int16, [2]).ToArray());
        Assert.Equal([1, -128], Of<sbyte>([1, sbyte.MinValue], ElementType.Int8, [2]).ToArray());
        Assert.Equal([1, 255], Of<byte>([1, 255], ElementType.UInt8, [2]).ToArray());
        Assert.Equal([1, 0], Of<byte>([1, 0], ElementType.Boolean, [2]).ToArray());
    }

    [Fact]
    public void A_tensor_outside_its_memory_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [3], offset: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [3], offset: -4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [2, 2], strides: [2, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [2], strides: [-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of<float>([1, 2, 3], ElementType.Float32, [2], strides: [1, 1]));
        Assert.Throws<OverflowException>(() => Of<float>([1, 2, 3], ElementType.Float32, [3, 3], strides: [long.MaxValue, long.MaxValue]));
    }

    [Fact]
    public void Reading_past_the_end_is_refused()
    {
        HostTensor tensor = Of<float>([1, 2, 3], ElementType.Float32, [3]);

        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Read(1, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Read(-1, new float[1]));
    }

    [Fact]
    public void Other_extents_are_seen_of_contiguous_elements_only()
    {
        HostTensor tensor = Of<float>([1, 2, 3, 4, 5, 6], ElementType.Float32, [2, 3]);
        HostTensor transposed = Of<float>([1, 2, 3, 4, 5, 6], ElementType.Float32, [2, 3], strides: [1, 2]);

        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.Reshape([3, 2]).ToArray());
        Assert.Throws<ArgumentException>(() => tensor.Reshape([4]));
        Assert.Throws<ArgumentException>(() => transposed.Reshape([6]));
    }

    [Fact]
    public void Nothing_is_read_of_no_elements()
    {
        Assert.Empty(Of<float>([], ElementType.Float32, [0, 3]).ToArray());
        Assert.Equal([5], Of<float>([5], ElementType.Float32, []).ToArray());
    }

    private static HostTensor Of<T>(T[] values, ElementType type, Shape shape, long offset = 0, long[]? strides = null, int padding = 0)
        where T : unmanaged
    {
        byte[] bytes = [.. new byte[padding], .. MemoryMarshal.AsBytes<T>(values)];
        return new HostTensor("weight", new ArrayMemory(bytes), offset + padding, shape, type, strides);
    }
}
