using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Blocks that read what others have written in the same launch must have ordered it, or the interpreter finds them.</summary>
public sealed class MemoryOrderTests
{
    private const int Blocks = 5;
    private const int Threads = 64;
    private const string Counting = "atom.acq_rel.gpu.global.inc.u32 %r3, [%rd3], 4;";

    private readonly record struct Parameters(nint Numbers, nint Counter, nint Result);

    [Theory]
    [InlineData("bar.sync 0;", Counting)]
    [InlineData("bar.sync 0;", "fence.acq_rel.gpu; atom.relaxed.gpu.global.inc.u32 %r3, [%rd3], 4; fence.acq_rel.gpu;")]
    [InlineData("bar.sync 0;", "membar.gl; atom.global.inc.u32 %r3, [%rd3], 4; membar.gl;")]
    [InlineData("membar.gl; bar.sync 0;", Counting)]
    public void Whichever_block_comes_last_sees_what_all_others_wrote(string before, string counting)
    {
        using var run = KernelRun.OfText(Text(before, counting, ""));
        (nint numbers, nint counter, nint result) = (run.AllocateInts(Blocks * Threads), run.Upload(0), run.AllocateInts(Threads));
        for (int first = 0; first < Blocks; first++)
        {
            run.Driver.FirstBlock = first;
            run.Launch("one", new GridSize(Blocks), Threads, 0, new Parameters(numbers, counter, result));

            int last = (first + Blocks - 1) % Blocks;
            Assert.Equal([.. Enumerable.Range(0, Threads).Select(thread => (Blocks * thread) + (10 * Threads) + last)], run.DownloadInts(result, Threads));
            Assert.Equal(0, run.DownloadInts(counter, 1)[0]);
        }
    }

    [Theory]
    [InlineData("bar.sync 0;", "atom.global.inc.u32 %r3, [%rd3], 4;", "", "which block")]
    [InlineData("bar.sync 0;", "atom.acq_rel.cta.global.inc.u32 %r3, [%rd3], 4;", "", "which block")]
    [InlineData("bar.sync 0;", "atom.release.gpu.global.inc.u32 %r3, [%rd3], 4;", "", "which block")]
    [InlineData("bar.sync 0;", "atom.acquire.gpu.global.inc.u32 %r3, [%rd3], 4;", "", "which block")]
    [InlineData("bar.sync 0;", "membar.cta; atom.global.inc.u32 %r3, [%rd3], 4; membar.cta;", "", "which block")]
    [InlineData("bar.sync 0;", "atom.global.inc.u32 %r3, [%rd3], 4; membar.gl;", "", "which block")]
    [InlineData("", Counting, "", "which block")] // The second warp's numbers may come later.
    [InlineData("bar.sync 0;", Counting, "st.global.u32 [%rd3], 0;", "where blocks count")]
    [InlineData("ld.global.u32 %r5, [%rd2]; bar.sync 0;", Counting, "st.global.u32 [%rd2], 0;", "has read")]
    [InlineData("st.global.u32 [%rd2], 0; bar.sync 0;", Counting, "", "has written")]
    public void What_nothing_has_ordered_is_a_fault(string before, string counting, string after, string message)
    {
        using var run = KernelRun.OfText(Text(before, counting, after));
        Parameters parameters = new(run.AllocateInts(Blocks * Threads), run.Upload(0), run.Upload(new int[Threads]));

        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => run.Launch("one", new GridSize(Blocks), Threads, 0, parameters));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_run_in_another_order_at_every_launch()
    {
        int[][] orders = [.. Enumerable.Range(0, 4).Select(turn => new BlockOrder(turn).Of(40))];

        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 40), order.Order()));
        Assert.Equal(4, orders.Select(order => string.Join(' ', order)).Distinct().Count());
        Assert.Equal([2, 3, 4, 0, 1], new BlockOrder(0, First: 2).Of(5));
    }

    /// <summary>Every thread of a block writes its number; the block that counts last adds what all have written, 640, and its own number.</summary>
    private static string Text(string before, string counting, string after) => $$"""
        .version 7.0
        .target sm_80
        .address_size 64
        .visible .entry one(.param .align 8 .b8 p[24])
        {
            .shared .align 4 .b8 last[4];
            .reg .pred %p;
            .reg .b32 %r<10>;
            .reg .b64 %rd<8>;
            ld.param.v2.u64 {%rd1, %rd3}, [p];
            ld.param.u64 %rd2, [p+16];
            mov.u32 %r0, %tid.x;
            mov.u32 %r1, %ctaid.x;
            mul.wide.u32 %rd4, %r0, 4;
            add.s64 %rd2, %rd2, %rd4;
            add.s64 %rd4, %rd4, %rd1;
            mul.wide.u32 %rd5, %r1, 256;
            add.s64 %rd5, %rd5, %rd4;
            st.global.u32 [%rd5], %r0;
            {{before}}
            setp.ne.u32 %p, %r0, 0;
            @%p bra COUNTED;
            {{counting}}
            mov.u32 %r4, last;
            st.shared.u32 [%r4], %r3;
        COUNTED:
            bar.sync 0;
            mov.u32 %r4, last;
            ld.shared.u32 %r3, [%r4];
            setp.ne.u32 %p, %r3, 4;
            @%p bra DONE;
            mov.u32 %r5, {{10 * Threads}};
            mov.u32 %r6, 0;
        NEXT:
            ld.global.u32 %r7, [%rd4];
            add.u32 %r5, %r5, %r7;
            add.s64 %rd4, %rd4, 256;
            add.u32 %r6, %r6, 1;
            setp.lt.u32 %p, %r6, {{Blocks}};
            @%p bra NEXT;
            add.u32 %r5, %r5, %r1;
            st.global.u32 [%rd2], %r5;
            {{after}}
        DONE:
            ret;
        }
        """;
}
