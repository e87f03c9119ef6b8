using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;
using Easel.Tensors.Tests;

namespace Easel.Tests.Pipelines;

public sealed class FiniteGuardTests : IDisposable
{
    private static readonly RunPlace s_step = new(RunStage.Step, Step: 3, StepCount: 5);

    private readonly CpuDevice _device = CpuDevice.WithHalfWeights(threads: 1);
    private readonly TestFolder _folder = new();
    private int _calls;

    [Fact]
    public void What_is_finite_is_not_computed_twice()
    {
        FiniteGuard guard = new(_device, () => throw new InvalidOperationException("No weights are wanted."));

        using Tensor result = guard.Require(s_step, () => Numbers(1, 2));

        Assert.Equal((1, 0), (_calls, guard.Take().Count));
    }

    [Fact]
    public void Samples_that_were_finite_stay_as_they_were_whatever_the_second_time_gives()
    {
        FiniteGuard guard = new(_device, NoWeights);

        using Tensor result = guard.Require(s_step, () => _calls == 0 ? Numbers(1, float.NaN, 3) : Numbers(10, 20, float.NaN));

        Assert.Equal([1f, 20, 3], Values(result));
    }

    [Fact]
    public void What_no_layer_is_to_blame_for_is_said_to_come_from_behind_the_network()
    {
        FiniteGuard guard = new(_device, NoWeights);

        GenerationException error = Assert.Throws<GenerationException>(() => guard.Require(s_step, () => Numbers(1, float.PositiveInfinity)));

        Assert.StartsWith("Step 3 of 5: infinity or NaN comes out of guidance, though the network's answer was finite.", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 0), (_calls, guard.Take().Count));
    }

    [Theory]
    [InlineData(RunStage.Step, new[] { 1 })]
    [InlineData(RunStage.Decoding, new[] { 0 })]
    public void Layers_are_noted_for_the_samples_that_overflowed_and_bands_of_one_map_are_computed_alike(RunStage stage, int[] samples)
    {
        // Two rows of a map in bands, or two samples of a step.
        bool isOfBands = stage == RunStage.Decoding;
        using Checkpoint checkpoint = Checkpoint.OpenAny(Written());
        HostTensor matrix = checkpoint.Tensors["layer.weight"];
        float[] rows = [1.7f, 2, 3, 4, 5, 6, .. Overflow.Values];
        float[] exact;
        using (CpuDevice full = new(threads: 1))
        {
            using LinearWeights weights = full.PrepareLinear("layer", matrix, bias: null);
            exact = Values(full.Linear(full.Upload(rows, [2, Overflow.Channels]), weights));
        }

        using LinearWeights half = _device.PrepareLinear("layer", matrix, bias: null);
        using Tensor x = _device.Upload(rows, [2, Overflow.Channels]);
        FiniteGuard guard = new(_device, () => new ExactWeights("a model", () => Checkpoint.OpenAny(checkpoint.Path), isAveraged: false, new Dictionary<string, string?>()));

        using Tensor result = guard.Require(new RunPlace(stage), () => isOfBands
            ? _device.Stack(_device.Linear(x.Slice(0, 1), half), _device.Linear(x.Slice(1, 1), half)).Reshape([1, 2, 4])
            : _device.Linear(x, half));

        (RedoneLayers redone, IReadOnlyList<int> those) = Assert.Single(guard.Take());
        Assert.Equal((stage, "layer"), (redone.Stage, Assert.Single(redone.Layers)));
        Assert.Equal(samples, those);
        Assert.Equal(exact[4..], Values(result)[4..]);
        Assert.Equal(isOfBands, exact.AsSpan(0, 4).SequenceEqual(Values(result).AsSpan(0, 4)));
    }

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    private static ExactWeights NoWeights() => new("a model", () => throw new InvalidOperationException("No weights are wanted."), isAveraged: false, new Dictionary<string, string?>());

    /// <summary>A checkpoint of one layer with four outputs.</summary>
    private string Written()
    {
        string path = _folder.PathOf("layer.ckpt");
        using FileStream stream = File.Create(path);
        TorchZipWriter writer = new(stream);
        writer.Add("layer.weight", [4, Overflow.Channels], (first, values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                (int output, int channel) = Math.DivRem((int)first + i, Overflow.Channels);
                values[i] = Overflow.WeightOf(output, channel);
            }
        });
        writer.Complete();
        return path;
    }

    private static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return values;
    }

    private Tensor Numbers(params float[] values)
    {
        _calls++;
        return _device.Upload(values, [values.Length, 1]);
    }
}
