using Easel.Cuda.Tests.Devices;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Cuda.Tests.Attention;

/// <summary>Attention on the card against the processor.</summary>
public class AttentionTests
{
    [Theory]
    [InlineData(Precision.Autocast, 2, 20, 20, 2, 16)]
    [InlineData(Precision.Autocast, 1, 64, 77, 2, 40)]
    [InlineData(Precision.Autocast, 1, 33, 40, 1, 192)]
    [InlineData(Precision.Autocast, 1, 5, 7, 3, 5)]
    [InlineData(Precision.Full, 2, 20, 20, 2, 16)]
    [InlineData(Precision.Full, 1, 65, 77, 2, 40)]
    [InlineData(Precision.Full, 1, 5, 7, 3, 5)]
    public void It_is_what_the_processor_makes_of_it(Precision precision, int batch, int tokens, int others, int heads, int width)
        => AssertSame(precision, batch, tokens, others, heads, width, causal: false);

    [Theory]
    [InlineData(Precision.Autocast)]
    [InlineData(Precision.Full)]
    public void A_prompt_is_read_from_left_to_right(Precision precision)
        => AssertSame(precision, batch: 1, tokens: 77, others: 77, heads: 2, width: 64, causal: true);

    /// <summary>The shapes of Stable Diffusion 1.x at 512x512, and of its autoencoder and text encoder.</summary>
    [Theory]
    [InlineData(2, 4096, 4096, 8, 40, false)]
    [InlineData(2, 4096, 77, 8, 40, false)]
    [InlineData(2, 1024, 1024, 8, 80, false)]
    [InlineData(2, 1024, 77, 8, 80, false)]
    [InlineData(2, 256, 256, 8, 160, false)]
    [InlineData(2, 256, 77, 8, 160, false)]
    [InlineData(2, 64, 64, 8, 160, false)]
    [InlineData(2, 77, 77, 12, 64, true)]
    [InlineData(1, 4096, 4096, 1, 512, false)]
    public void Stable_Diffusion_is_what_the_processor_makes_of_it(int batch, int tokens, int others, int heads, int width, bool causal)
    {
        Cards.OpenReal(Precision.Full).Dispose();
        AssertSame(Precision.Autocast, batch, tokens, others, heads, width, causal);
        AssertSame(Precision.Full, batch, tokens, others, heads, width, causal);
    }

    [Fact]
    public void Shapes_that_do_not_go_together_are_refused()
    {
        using CudaDevice card = Cards.Open(Precision.Full);
        using Scope scope = card.BeginScope();
        Tensor queries = card.Allocate([1, 4, 6]);

        Assert.Contains("[batch, tokens, 4 * d]", Assert.Throws<ArgumentException>(() => card.Attention(queries, queries, queries, heads: 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => card.Attention(queries, card.Allocate([1, 0, 6]), card.Allocate([1, 0, 6]), heads: 2));
        Assert.Throws<ArgumentException>(() => card.Attention(queries, card.Allocate([1, 3, 6]), card.Allocate([1, 4, 6]), heads: 2));
        Assert.Throws<ArgumentException>(() => card.Attention(queries, card.Allocate([2, 3, 6]), card.Allocate([2, 3, 6]), heads: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => card.Attention(queries, queries, queries, heads: 0));
    }

    private static void AssertSame(Precision precision, int batch, int tokens, int others, int heads, int width, bool causal)
    {
        Shape queries = [batch, tokens, heads * width];
        Shape keys = [batch, others, heads * width];
        Numbers.AssertSame(
            precision,
            device => device.Attention(
                device.Upload(Numbers.Random(queries.Count, seed: 1), queries),
                device.Upload(Numbers.Random(keys.Count, seed: 2), keys),
                device.Upload(Numbers.Random(keys.Count, seed: 3), keys),
                heads,
                causal));
    }
}
