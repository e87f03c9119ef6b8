using Easel.Cuda.Attention;
using Easel.Cuda.Driver;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Attention;

/// <summary>Which kernel of attention a card is given.</summary>
public class AttentionKernelChoiceTests
{
    // As NVIDIA's documentation has them: H100 SXM, and RTX 4090, whose blocks may have 99 KiB of shared memory.
    private static readonly CardProperties s_h100 = Card(132, 227 << 10) with { Capability = (9, 0) };
    private static readonly CardProperties s_alike = Card(132, 227 << 10);
    private static readonly CardProperties s_rtx4090 = Card(128, 99 << 10);

    [Theory]
    [InlineData(4096, 8, 40, "attention_40_128")]
    [InlineData(1024, 8, 80, "attention_80_64")]
    [InlineData(2304, 8, 80, "attention_80_128")]
    [InlineData(256, 8, 160, "attention_160_32")]
    [InlineData(1024, 8, 160, "attention_160_64")]
    [InlineData(77, 12, 64, "attention_64_64")]
    [InlineData(64, 2, 16, "attention_40_64")]
    [InlineData(4096, 1, 512, "attention_512_32")]
    [InlineData(16384, 1, 512, "attention_512_64")]
    [InlineData(64, 2, 20, "attention_half_64")]
    [InlineData(64, 1, 520, "attention_half_128")]
    public void A_large_card_gets_tiles_that_fill_it(int tokens, int heads, int width, string expected)
        => Assert.Equal(expected, AttentionKernel.Choose(s_alike, ElementType.Float16, batch: 2, tokens, tokens, heads, width).Name);

    [Theory]
    [InlineData(4096, 4096, 8, 40, "attention_90a_40_192")]
    [InlineData(4096, 4096, 10, 64, "attention_90a_64_128")]
    [InlineData(1024, 1024, 8, 80, "attention_90a_80_128")]
    [InlineData(576, 576, 8, 160, "attention_90a_160_64")]
    [InlineData(4096, 77, 8, 40, "attention_40_128")]
    [InlineData(256, 256, 8, 160, "attention_90a_160_64")]
    [InlineData(1024, 1024, 8, 40, "attention_90a_40_192")]
    [InlineData(64, 64, 8, 160, "attention_160_32")]
    [InlineData(4096, 4096, 8, 48, "attention_64_128")]
    public void Hopper_gets_its_own_kernels_where_they_have_much_to_do(int tokens, int others, int heads, int width, string expected)
        => Assert.Equal(expected, AttentionKernel.Choose(s_h100, ElementType.Float16, batch: 2, tokens, others, heads, width).Name);

    [Theory]
    [InlineData(16384, 512, "attention_512_32")]
    [InlineData(16384, 160, "attention_160_64")]
    public void A_card_with_little_shared_memory_gets_what_fits(int tokens, int width, string expected)
        => Assert.Equal(expected, AttentionKernel.Choose(s_rtx4090, ElementType.Float16, batch: 1, tokens, tokens, heads: 1, width).Name);

    [Fact]
    public void Floats_get_a_kernel_for_every_width()
    {
        foreach (int width in Enumerable.Range(1, 1100))
        {
            AttentionKernel kernel = AttentionKernel.Choose(s_rtx4090, ElementType.Float32, batch: 1, tokens: 10, others: 10, heads: 3, width);

            Assert.Equal(width <= 64 ? "attention_float_64" : "attention_float_128", kernel.Name);
            Assert.Equal(new GridSize(1, 3 * ((width + kernel.Columns - 1) / kernel.Columns)), kernel.Grid(1, 10, 3, width));
        }
    }

    [Fact]
    public void No_kernel_asks_for_more_shared_memory_than_an_A100_gives_a_block()
        => Assert.All(AttentionKernel.For(ElementType.Float16).ToArray(), kernel => Assert.InRange(kernel.SharedBytes, 1, 163 << 10)); // So do Hopper's, which could have 227.

    private static CardProperties Card(int multiprocessors, int sharedMemory) => new()
    {
        Name = "a card",
        Capability = (8, 0),
        Multiprocessors = multiprocessors,
        Memory = 1L << 34,
        SharedMemoryPerBlock = sharedMemory,
        SharedMemoryPerMultiprocessor = sharedMemory + 1024,
        CacheBytes = 1 << 25,
    };
}
