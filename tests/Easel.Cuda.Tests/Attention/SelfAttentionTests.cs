using Easel.Cuda.Tests.Devices;
using Easel.Cuda.Tests.Driver;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Attention;

/// <summary>Attention of tokens to themselves, with its three projections as one product.</summary>
public class SelfAttentionTests
{
    private const int Inputs = 24;

    [Theory]
    [InlineData(Precision.Autocast, 2, 20, 2, 32, false)]
    [InlineData(Precision.Autocast, 1, 70, 1, 40, true)]
    [InlineData(Precision.Autocast, 1, 5, 3, 15, true)]
    [InlineData(Precision.Autocast, 2, 3, 1, 2, true)]
    [InlineData(Precision.Full, 2, 20, 2, 32, true)]
    [InlineData(Precision.Full, 1, 66, 3, 15, false)]
    public void It_is_what_the_processor_makes_of_it(Precision precision, int batch, int tokens, int heads, int width, bool bias)
    {
        foreach (bool causal in (bool[])[false, true])
        {
            Numbers.AssertSame(precision, device => Attend(device, batch, tokens, heads, width, bias, causal));
        }
    }

    [Fact]
    public void One_product_makes_queries_keys_and_values()
    {
        InterpretingDriver driver = new();
        using CudaDevice card = new(driver, 0, Precision.Full);
        using ProjectionWeights weights = Prepare(card, 32, bias: true);
        using Tensor x = card.Upload(Numbers.Random(20 * Inputs, 1), [1, 20, Inputs]);
        driver.ClearCalls();

        using Tensor result = card.SelfAttention(x, weights, heads: 2);

        Assert.Equal(["product_float", "attention_float_64"], driver.Calls.Where(call => call.Name == nameof(driver.Launch)).Select(call => call.Arguments[0]));
    }

    [Theory]
    [InlineData(Precision.Autocast)]
    [InlineData(Precision.Full)]
    public void Who_looks_sees_queries_keys_and_values_under_their_names(Precision precision)
    {
        using CudaDevice card = Cards.Open(precision);
        using CpuDevice processor = new(threads: 1);
        Dictionary<string, float[]> found = [];
        card.Observer = (name, tensor) => found.Add(name, Numbers.Read(tensor));

        using Tensor result = Attend(card, 2, 20, 2, 32, bias: true, causal: false);

        Assert.Equal(["to_q", "to_k", "to_v"], found.Keys);
        processor.Observer = (name, tensor) => Assert.InRange(Numbers.Distance(Numbers.Read(tensor), found[name]), 0, precision == Precision.Full ? Tolerances.Full : Tolerances.Half);
        using Tensor wanted = Attend(processor, 2, 20, 2, 32, bias: true, causal: false);
    }

    [Fact]
    public void What_does_not_go_together_is_multiplied_one_by_one()
    {
        Numbers.AssertSame(Precision.Full, device =>
        {
            using ProjectionWeights weights = device.PrepareProjections(
                Projection("to_q", 32, bias: true), Projection("to_k", 32, bias: false), Projection("to_v", 32, bias: true));
            return device.SelfAttention(device.Upload(Numbers.Random(20 * Inputs, 1), [1, 20, Inputs]), weights, heads: 2);
        });
    }

    [Fact]
    public void Memory_is_that_of_three_matrices_and_is_given_back()
    {
        using CudaDevice card = Cards.Open(Precision.Full);

        ProjectionWeights weights = Prepare(card, 32, bias: true);

        long bytes = 3 * 32 * (Inputs + 1) * sizeof(float);
        Assert.Equal((bytes, bytes), (weights.Bytes, card.Memory.Weights));
        weights.Dispose();
        Assert.Equal(0, card.Memory.Weights);
    }

    [Fact]
    public void Shapes_that_do_not_go_together_are_refused()
    {
        using CudaDevice card = Cards.Open(Precision.Full);
        using CudaDevice other = Cards.Open(Precision.Full);
        using Scope scope = card.BeginScope();
        using ProjectionWeights weights = Prepare(card, 32, bias: false);
        Tensor x = card.Allocate([1, 4, Inputs]);

        Assert.Contains("[batch, tokens, 5 * d]", Assert.Throws<ArgumentException>(() => card.SelfAttention(x, weights, heads: 5)).Message, StringComparison.Ordinal);
        Assert.Contains("'to_q' wants 24 inputs", Assert.Throws<ArgumentException>(() => card.SelfAttention(card.Allocate([1, 4, 5]), weights, heads: 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => card.SelfAttention(card.Allocate([4, Inputs]), weights, heads: 2));
        Assert.Throws<ArgumentException>(() => card.SelfAttention(card.Allocate([1, 0, Inputs]), weights, heads: 2));
        Assert.Throws<ArgumentException>(() => other.SelfAttention(other.Allocate([1, 4, Inputs]), weights, heads: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => card.SelfAttention(x, weights, heads: 0));
    }

    private static Tensor Attend(Device device, int batch, int tokens, int heads, int width, bool bias, bool causal)
    {
        using ProjectionWeights weights = Prepare(device, heads * width, bias);
        Tensor x = device.Upload(Numbers.Random(batch * tokens * Inputs, 1), [batch, tokens, Inputs]);
        return device.SelfAttention(x, weights, heads, causal);
    }

    private static ProjectionWeights Prepare(Device device, int width, bool bias)
        => device.PrepareProjections(Projection("to_q", width, bias), Projection("to_k", width, bias), Projection("to_v", width, bias));

    private static Projection Projection(string name, int width, bool bias)
        => new(name, Numbers.Weight($"{name}.weight", [width, Inputs], name[^1]), bias ? Numbers.Weight($"{name}.bias", [width], name[^1] + 1) : null);
}
