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

    private Weights Root(params (string Name, Shape Shape, float[] Values)[] tensors) => new(
        "file",
        tensors.ToDictionary(tensor => tensor.Name, tensor => new HostTensor(tensor.Name, new ArrayMemory(TorchBytes.Floats(tensor.Values)), 0, tensor.Shape, ElementType.Float32)),
        _device);
}
