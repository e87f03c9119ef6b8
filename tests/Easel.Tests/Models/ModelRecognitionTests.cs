using System.Text.Json;
using Easel.Checkpoints;
using Easel.Models;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tests.Models;

public sealed class ModelRecognitionTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 1);

    // One number seen everywhere: the full-size model without its gigabytes.
    private readonly ArrayMemory _zero = new(new byte[sizeof(float)]);

    [Fact]
    public void Stable_Diffusion_1_is_recognized_by_its_tensors()
    {
        ModelShape recognized = ModelRecognition.Recognize(WeightsOf(ModelTensors.Of(ModelCatalog.StableDiffusion1)));

        Assert.Equal(JsonSerializer.Serialize(ModelCatalog.StableDiffusion1), JsonSerializer.Serialize(recognized));
    }

    [Theory]
    [InlineData("model.diffusion_model.", 859_520_964)]
    [InlineData("cond_stage_model.", 123_060_480)]
    [InlineData("first_stage_model.", 83_653_863)]
    public void Stable_Diffusion_1_has_as_many_parameters_as_the_published_file(string part, long parameters)
    {
        Assert.Equal(parameters, ModelTensors.Of(ModelCatalog.StableDiffusion1).Where(tensor => tensor.Name.StartsWith(part, StringComparison.Ordinal)).Sum(tensor => tensor.Shape.Count));
    }

    [Fact]
    public void Channels_that_do_not_fall_into_groups_are_refused_by_their_tensor()
    {
        const string First = "model.diffusion_model.input_blocks.0.0.weight";
        Weights weights = WeightsOf(ModelTensors.Of(ModelCatalog.StableDiffusion1).Select(tensor => tensor.Name == First ? (First, [330, 4, 3, 3]) : tensor));

        CheckpointException error = Assert.Throws<CheckpointException>(() => ModelRecognition.Recognize(weights));

        Assert.Contains($"model.ckpt: tensor '{First}' is [330, 4, 3, 3], but channels in 32 equal groups are wanted", error.Message, StringComparison.Ordinal);
    }

    private Weights WeightsOf(IEnumerable<(string Name, Shape Shape)> tensors) => new(
        "model.ckpt",
        tensors.ToDictionary(tensor => tensor.Name, tensor => new HostTensor(tensor.Name, _zero, 0, tensor.Shape, ElementType.Float32, new long[tensor.Shape.Rank])),
        _device);

    public void Dispose()
    {
        _device.Dispose();
        _zero.Dispose();
    }
}
