using Easel.Checkpoints;
using Easel.Checkpoints.Pickle;
using Easel.Checkpoints.Torch;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

/// <summary>Views of storages: strides, offsets, sharing, and what lies outside.</summary>
public class TorchTensorTests
{
    private static readonly byte[] s_twelve = TorchBytes.Floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    [Fact]
    public void A_transposed_view_is_read_in_its_own_order()
    {
        HostTensor x = Read(TorchBytes.OneTensor(12, 0, [3, 4], [1, 3]));

        Assert.False(x.IsContiguous);
        Assert.Equal([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], x.ToArray());
    }

    [Fact]
    public void A_channels_last_view_is_read_in_its_own_order()
    {
        // [batch 1, channels 2, height 2, width 3], stored as [batch, height, width, channels]
        HostTensor x = Read(TorchBytes.OneTensor(12, 0, [1, 2, 2, 3], [12, 1, 6, 2]));

        Assert.Equal([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11], x.ToArray());
    }

    [Fact]
    public void A_repeated_view_is_read_as_often_as_it_says()
    {
        HostTensor x = Read(TorchBytes.OneTensor(12, 10, [3, 2], [0, 1]));

        Assert.Equal([10, 11, 10, 11, 10, 11], x.ToArray());
    }

    /// <summary>The same numbers whichever way they are asked for, and for every size of element.</summary>
    [Theory]
    [InlineData("ByteStorage", 1)]
    [InlineData("ShortStorage", 2)]
    [InlineData("IntStorage", 4)]
    [InlineData("LongStorage", 8)]
    public void A_view_may_be_read_from_anywhere(string storage, int elementBytes)
    {
        byte[] bytes = new byte[30_000 * elementBytes];
        for (int i = 0; i < 30_000; i++)
        {
            bytes[i * elementBytes] = (byte)i;
        }

        HostTensor x = Opening.Read(TorchBytes.Zip(TorchBytes.OneTensor(30_000, 7, [5, 13, 11, 1, 1], [11, 2000, 1, 1, 1], storage), bytes)).Tensors["x"];

        float[] expected = [.. from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, 13) from c in Enumerable.Range(0, 11) select (float)(byte)(7 + (a * 11) + (b * 2000) + c)];
        Assert.Equal(expected, x.ToArray());
        for (int first = 0; first < expected.Length; first += 97)
        {
            float[] rest = new float[expected.Length - first];
            x.Read(first, rest);
            Assert.Equal(expected[first..], rest);
        }
    }

    /// <summary>Before PyTorch 0.4: storage 'view' is 4 elements from the third on of storage '0'.</summary>
    [Fact]
    public void A_storage_may_be_a_view_of_another()
    {
        byte[] pickle = TorchBytes.Pickle(writer =>
        {
            writer.Write(PickleOpcode.EmptyDict);
            writer.Text("x");
            writer.Global("torch._utils", "_rebuild_tensor");
            writer.Write(PickleOpcode.Mark);
            writer.Write(PickleOpcode.Mark);
            writer.Text("storage");
            writer.Global("torch", "FloatStorage");
            writer.Text("0");
            writer.Text("cpu");
            writer.Integer(12);
            writer.Text("view");
            writer.Integer(3);
            writer.Integer(4);
            writer.Write(PickleOpcode.Tuple3);
            writer.Write(PickleOpcode.Tuple);
            writer.Write(PickleOpcode.BinPersId);
            writer.Integer(1);
            writer.Integers(3);
            writer.Integers(1);
            writer.Write(PickleOpcode.Tuple);
            writer.Write(PickleOpcode.Reduce);
            writer.Write(PickleOpcode.SetItem);
        });

        Assert.Equal([4, 5, 6], Opening.Read(TorchBytes.Legacy(pickle, (s_twelve, 4))).Tensors["x"].ToArray());
    }

    [Fact]
    public void Two_tensors_may_share_a_storage()
    {
        byte[] pickle = TorchBytes.Pickle(writer =>
        {
            writer.Write(PickleOpcode.EmptyDict);
            writer.Write(PickleOpcode.Mark);
            writer.Text("a");
            TorchPickle.Tensor(writer, "FloatStorage", "0", 12, 0, [4], [1]);
            writer.Text("b");
            TorchPickle.Tensor(writer, "FloatStorage", "0", 12, 2, [2, 2], [4, 1]);
            writer.Write(PickleOpcode.SetItems);
        });

        TensorFile zip = Opening.Read(TorchBytes.Zip(pickle, s_twelve));
        TensorFile legacy = Opening.Read(TorchBytes.Legacy(pickle, (s_twelve, 4)));

        foreach (TensorFile file in (TensorFile[])[zip, legacy])
        {
            Assert.Equal([0, 1, 2, 3], file.Tensors["a"].ToArray());
            Assert.Equal([2, 3, 6, 7], file.Tensors["b"].ToArray());
        }
    }

    [Theory]
    [InlineData("FloatStorage", ElementType.Float32)]
    [InlineData("HalfStorage", ElementType.Float16)]
    [InlineData("BFloat16Storage", ElementType.BFloat16)]
    [InlineData("DoubleStorage", ElementType.Float64)]
    [InlineData("LongStorage", ElementType.Int64)]
    [InlineData("IntStorage", ElementType.Int32)]
    [InlineData("ShortStorage", ElementType.Int16)]
    [InlineData("CharStorage", ElementType.Int8)]
    [InlineData("ByteStorage", ElementType.UInt8)]
    [InlineData("BoolStorage", ElementType.Boolean)]
    public void Every_storage_class_is_known(string storage, ElementType type)
    {
        byte[] pickle = TorchBytes.OneTensor(2, 0, [2], [1], storage);

        HostTensor x = Opening.Read(TorchBytes.Zip(pickle, new byte[2 * type.Size()])).Tensors["x"];

        Assert.Equal(type, x.Type);
        Assert.Equal([0, 0], x.ToArray());
    }

    [Theory]
    [InlineData(12, 0, new long[] { 13 }, new long[] { 1 }, "reaches to element 12 of a storage of 12")]
    [InlineData(12, 1, new long[] { 3, 4 }, new long[] { 4, 1 }, "reaches to element 12 of a storage of 12")]
    [InlineData(12, -1, new long[] { 1 }, new long[] { 1 }, "reaches to element -1")]
    [InlineData(12, long.MaxValue, new long[] { 2 }, new long[] { 1 }, "reaches to element 9223372036854775808")]
    [InlineData(12, 0, new long[] { 2 }, new long[] { long.MaxValue }, "reaches to element 9223372036854775807")]
    [InlineData(12, 0, new long[] { 2 }, new long[] { -1 }, "a stride of -1")]
    [InlineData(12, 0, new long[] { -2 }, new long[] { 1 }, "an extent of -2")]
    [InlineData(12, 0, new long[] { 3_000_000_000 }, new long[] { 0 }, "an extent of 3000000000")]
    [InlineData(12, 0, new long[] { 2, 2 }, new long[] { 1 }, "2 extents but 1 strides")]
    [InlineData(12, 0, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "9 extents; at most 8")]
    [InlineData(12, 0, new long[] { 2000000000, 2000000000, 2000000000 }, new long[] { 0, 0, 0 }, "more elements than fit anywhere")]
    [InlineData(12, 0, new long[] { 1000000000 }, new long[] { 0 }, "many times its own size in memory")]
    [InlineData(13, 0, new long[] { 1 }, new long[] { 1 }, "should have 52 bytes but has 48")]
    [InlineData(long.MaxValue, 0, new long[] { 1 }, new long[] { 1 }, "should have 36893488147419103228 bytes but has 48")]
    public void A_view_that_reaches_outside_is_refused(long elements, long offset, long[] size, long[] strides, string what)
    {
        byte[] pickle = TorchBytes.OneTensor(elements, offset, size, strides);

        Assert.Contains(what, Opening.ErrorOf(TorchBytes.Zip(pickle, s_twelve)), StringComparison.Ordinal);
        Assert.Contains(what, Opening.ErrorOf(TorchBytes.Legacy(pickle, (s_twelve, 4))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_tensor_is_a_tensor()
        => Assert.Empty(Read(TorchBytes.OneTensor(12, 500, [0, int.MaxValue], [long.MaxValue, 1])).ToArray());

    [Fact]
    public void A_missing_storage_is_named()
        => Assert.Contains("storage '0' is missing", Opening.ErrorOf(TorchBytes.Zip(TorchBytes.OneTensor(1, 0, [1], [1]))), StringComparison.Ordinal);

    [Fact]
    public void A_tensor_of_unknown_elements_is_named()
        => Assert.Contains("'x' has elements of ComplexFloatStorage", Opening.ErrorOf(TorchBytes.Zip(TorchBytes.OneTensor(1, 0, [1], [1], "ComplexFloatStorage"), new byte[8])), StringComparison.Ordinal);

    [Fact]
    public void A_parameter_is_its_tensor()
    {
        byte[] pickle = TorchBytes.Pickle(writer =>
        {
            writer.Write(PickleOpcode.EmptyDict);
            writer.Text("x");
            writer.Global("torch._utils", "_rebuild_parameter");
            TorchPickle.Tensor(writer, "FloatStorage", "0", 12, 3, [2], [1]);
            writer.Write(PickleOpcode.NewTrue);
            writer.OrderedDictionary();
            writer.Write(PickleOpcode.Tuple3);
            writer.Write(PickleOpcode.Reduce);
            writer.Write(PickleOpcode.SetItem);
        });

        Assert.Equal([3, 4], Read(pickle).ToArray());
    }

    private static HostTensor Read(byte[] pickle) => Opening.Read(TorchBytes.Zip(pickle, s_twelve)).Tensors["x"];
}
