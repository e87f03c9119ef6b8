using System.Runtime.InteropServices;
using Easel.Checkpoints;
using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Models.Autoencoders;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Networks;

/// <summary>Networks in which halves overflow: on a card, too, what overflows is computed again in float32.</summary>
public sealed class RedoneTests
{
    private const string FeedForward = "unet.output_blocks.0.1.transformer_blocks.0.ff.net";
    private const string Block = "decoder.decoder.up.0.block.1";

    // Above 65504, the largest half.
    private const float TooLarge = 100_000;

    // gelu(16) = 16
    private const float Gate = 16;

    [Fact]
    public void A_UNet_is_computed_again_where_a_layer_overflows_also_when_its_step_was_recorded()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        using CpuDevice processor = new(threads: 1);
        float[] wanted = Predict(processor, 1)[0];

        using Prepared prepared = new(card);
        using Tensor rounded = prepared.Step(0);
        using Tensor recorded = prepared.Step(0);
        Assert.False(card.IsFinite(rounded));
        Assert.False(card.IsFinite(recorded));
        string[] redone;
        float[] actual;
        using (PrecisionGuard guard = card.BeginGuard(Find))
        {
            using Tensor again = prepared.Step(0);
            actual = Numbers.Read(again);
            redone = [.. guard.Redone];
            Assert.Null(guard.Culprit);
        }

        Assert.Equal([$"{FeedForward}.0.proj", $"{FeedForward}.2"], redone);
        Assert.InRange(Numbers.Distance(wanted, actual), 0, Tolerances.HalfNetwork);
        using Tensor after = prepared.Step(0);
        Assert.False(card.IsFinite(after));
        Assert.Null(card.Observer);
    }

    [Fact]
    public void A_sample_in_which_nothing_overflows_stays_as_it_was()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        using LinearWeights weights = card.PrepareLinear("a", Numbers.Weight("a.weight", [16, 8], 1), Numbers.Weight("a.bias", [16], 2));
        float[] values = [.. Numbers.Random(2 * 3 * 8, 3)];
        values.AsSpan(0, 3 * 8).Fill(50_000);
        using Tensor x = card.Upload(values, [2, 3, 8]);
        using Tensor rounded = card.Linear(x, weights);
        using PrecisionGuard guard = card.BeginGuard(name => name == "a.weight" ? Numbers.Weight("a.weight", [16, 8], 1) : Numbers.Weight("a.bias", [16], 2));

        using Tensor redone = card.Linear(x, weights);

        Assert.Equal(["a"], guard.Redone);
        Assert.False(card.IsFinite(rounded.Slice(0, 1)));
        Assert.True(card.IsFinite(redone));
        Assert.Equal(Numbers.Read(rounded.Slice(1, 1)), Numbers.Read(redone.Slice(1, 1)));
    }

    [Theory, InlineData(null), InlineData(0L)]
    public void A_decoder_is_computed_again_whole_and_in_bands(long? memory)
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        using CpuDevice processor = new(threads: 1);
        float[] wanted = Decode(processor, memory);

        Assert.Contains(Decode(card, memory), value => !float.IsFinite(value));
        float[] actual;
        string[] redone;
        using (PrecisionGuard guard = card.BeginGuard(Find, isOfBands: true))
        {
            actual = Decode(card, memory);
            if (guard.TakeUneven())
            {
                actual = Decode(card, memory);
            }

            redone = [.. guard.Redone];
        }

        Assert.Equal([$"{Block}.conv1", $"{Block}.norm2"], redone);
        Assert.InRange(Numbers.Distance(wanted, actual), 0, Tolerances.HalfNetwork);
    }

    [Fact]
    public void What_is_no_number_in_float32_either_is_blamed_on_its_layer()
    {
        using CudaDevice card = Cards.Open(Precision.Autocast);
        HostTensor huge = Filled("b.weight", [16, 8], 1e38f);
        using LinearWeights weights = card.PrepareLinear("b", huge, null);
        using Tensor x = card.Upload(Filled("x", [3, 8], 100).ToArray(), [3, 8]);
        using PrecisionGuard guard = card.BeginGuard(_ => huge);

        card.Linear(x, weights).Dispose();

        Assert.Equal(("b", true), (guard.Culprit, guard.IsFinal));
        Assert.Empty(guard.Redone);
    }

    [Fact]
    public void Weights_in_float32_go_back_with_the_guard()
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, Precision.Autocast);
        using Prepared prepared = new(card);
        long before = card.Memory.Weights;

        using (card.BeginGuard(Find))
        {
            prepared.Step(0).Dispose();
            Assert.True(card.Memory.Weights > before);
        }

        Assert.Equal(before, card.Memory.Weights);
    }

    private static float[][] Predict(Device device, int calls)
    {
        using Prepared prepared = new(device);
        return [.. Enumerable.Range(0, calls).Select(call =>
        {
            using Tensor noise = prepared.Step(call);
            return Numbers.Read(noise);
        })];
    }

    private static float[] Decode(Device device, long? memory)
    {
        Decoder decoder = new(Weights(device) / "decoder", SmallModel.AutoencoderShape);
        using Tensor z = device.Upload(Numbers.Random(7 * 5 * 4, 3), [1, 7, 5, 4]);
        using Tensor picture = decoder.Forward(z, memory);
        return Numbers.Read(picture);
    }

    private static Weights Weights(Device device) => new("random", Make, device);

    private static HostTensor Find(string name) => Make(name, s_shapes[name]);

    private static readonly Dictionary<string, Shape> s_shapes = [];

    /// <summary>The small model's weights, but for some.</summary>
    private static HostTensor Make(string name, Shape shape)
    {
        s_shapes[name] = shape;
        HostTensor tensor = SmallModel.Make(name, shape);
        float[] values = tensor.ToArray();
        switch (name)
        {
            // One of the values that are multiplied with gates passes what halves hold, and is made small again by the layer behind.
            case $"{FeedForward}.0.proj.weight":
                values.AsSpan(0, shape[1]).Clear();
                values.AsSpan(values.Length / 2, shape[1]).Clear();
                break;
            case $"{FeedForward}.0.proj.bias":
                values[0] = TooLarge / Gate;
                values[values.Length / 2] = Gate;
                break;
            case $"{FeedForward}.2.weight":
                for (int row = 0; row < shape[0]; row++)
                {
                    values[row * shape[1]] = 1 / TooLarge;
                }

                break;

            // A channel that varies too widely for halves; a norm comes next.
            case $"{Block}.conv1.weight":
                values.AsSpan(0, values.Length / shape[0]).Fill(TooLarge / 10);
                break;
        }

        return Of(name, shape, values);
    }

    private static HostTensor Filled(string name, Shape shape, float value)
    {
        float[] values = new float[shape.Count];
        Array.Fill(values, value);
        return Of(name, shape, values);
    }

    private static HostTensor Of(string name, Shape shape, float[] values)
        => new(name, new ArrayMemory(MemoryMarshal.AsBytes<float>(values).ToArray()), 0, shape, ElementType.Float32);

    /// <summary>A UNet that has read prompts, as a run has it.</summary>
    private sealed class Prepared : IDisposable
    {
        private readonly Device _device;
        private readonly PromptContext _prompts;
        private readonly RepeatedWork _repeated;

        public Prepared(Device device)
        {
            _device = device;
            UNetModel unet = new(Weights(device) / "unet", SmallModel.UNetShape);
            using Tensor context = device.Upload(Numbers.Random(2 * 7 * 24, 9), [2, 7, 24]);
            _prompts = unet.Read(context);
            _repeated = device.Repeat(inputs => unet.Forward(inputs[0], inputs[1], _prompts));
        }

        public Tensor Step(int call)
        {
            using Tensor x = _device.Upload(Numbers.Random(2 * 7 * 6 * 4, call), [2, 7, 6, 4]);
            using Tensor time = _device.Upload(Numbers.Random(2 * 32, 100 + call), [2, 32]);
            return _repeated.Run(x, time);
        }

        public void Dispose()
        {
            _repeated.Dispose();
            _prompts.Dispose();
        }
    }
}
