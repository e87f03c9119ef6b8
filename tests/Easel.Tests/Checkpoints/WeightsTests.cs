using Easel.Checkpoints;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

public sealed class WeightsTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void A_path_leads_to_tensors()
    {
        Weights root = Root(("a.2.weight", [3], [1, 2, 3]), ("a.2.bias", [1], [4]), ("b", [1], [5]));

        Weights place = root / "a" / 2;

        Assert.Equal("a.2", place.Path);
        Assert.Same(_device, place.Device);
        Assert.True(place.Has("weight"));
        Assert.False(place.Has("scale"));
        Assert.Equal([3], place.ShapeOf("weight"));
        Assert.Null(place.ShapeOf("scale"));
        Assert.Equal([1, 2, 3], place.Take("weight", [3]).ToArray());
        Assert.Equal(["a.2.bias", "b"], root.Untaken);
    }

    [Theory]
    [InlineData("a.3.weight", "a.2.weight")]
    [InlineData("a.2.wieght", "a.2.weight")]
    [InlineData("a.2.basis", "a.2.bias")]
    [InlineData("", "b")]
    public void A_missing_tensor_is_named_with_the_nearest(string wanted, string nearest)
    {
        Weights root = Root(("a.2.weight", [3], [1, 2, 3]), ("a.2.bias", [1], [4]), ("b", [1], [5]));

        CheckpointException error = Assert.Throws<CheckpointException>((Func<HostTensor>)(() => root.Take(wanted, [1])));

        Assert.Equal($"file: no tensor '{wanted}' (wanted [1]). The nearest of its 3 is '{nearest}'.", error.Message);
    }

    [Fact]
    public void Of_no_tensors_none_is_nearest()
    {
        CheckpointException error = Assert.Throws<CheckpointException>((Func<HostTensor>)(() => Root().Take("a", [1])));

        Assert.Contains("It has no tensors at all.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F32", 4, new byte[] { 0, 0, 0xc0, 0x7f })] // NaN
    [InlineData("F32", 4, new byte[] { 0, 0, 0x80, 0xff })] // -infinity
    [InlineData("F16", 2, new byte[] { 0x01, 0x7c })] // NaN
    [InlineData("F16", 2, new byte[] { 0x00, 0xfc })] // -infinity
    [InlineData("BF16", 2, new byte[] { 0xc0, 0xff })] // NaN
    [InlineData("BF16", 2, new byte[] { 0x80, 0x7f })] // infinity
    [InlineData("F64", 8, new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x7f })] // infinity
    public void A_value_that_is_no_number_is_found_wherever_it_is(string type, int size, byte[] value)
    {
        const int Count = 2100; // more than is looked at in one go
        for (int at = 0; at < Count; at += at is > 70 and < 2030 ? 97 : 1)
        {
            byte[] data = [.. Enumerable.Repeat((byte)0x33, Count * size)];
            value.CopyTo(data, at * size);
            HostTensor tensor = Opening.Read(SafetensorsBytes.File($$$"""{"x":{"dtype":"{{{type}}}","shape":[{{{Count}}}],"data_offsets":[0,{{{Count * size}}}]}}""", data)).Tensors["x"];

            Assert.Equal(at, tensor.FindNonFinite());
        }
    }

    [Theory]
    [InlineData("F32", 4, new byte[] { 0xff, 0xff, 0x7f, 0x7f })] // the largest number
    [InlineData("F16", 2, new byte[] { 0xff, 0x7b })]
    [InlineData("BF16", 2, new byte[] { 0x7f, 0xff })]
    [InlineData("I16", 2, new byte[] { 0x00, 0x7c })] // any integer is a number
    public void The_largest_numbers_are_numbers(string type, int size, byte[] value)
    {
        byte[] data = [.. Enumerable.Repeat(value, 100).SelectMany(bytes => bytes)];

        HostTensor tensor = Opening.Read(SafetensorsBytes.File($$$"""{"x":{"dtype":"{{{type}}}","shape":[100],"data_offsets":[0,{{{100 * size}}}]}}""", data)).Tensors["x"];

        Assert.Null(tensor.FindNonFinite());
    }

    private Weights Root(params (string Name, Shape Shape, float[] Values)[] tensors) => new(
        "file",
        tensors.ToDictionary(tensor => tensor.Name, tensor => new HostTensor(tensor.Name, new ArrayMemory(TorchBytes.Floats(tensor.Values)), 0, tensor.Shape, ElementType.Float32)),
        _device);
}
