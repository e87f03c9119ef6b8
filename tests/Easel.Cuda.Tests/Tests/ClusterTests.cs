using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Blocks of a cluster read each other's shared memory, and the interpreter finds where they do so too early or too late.</summary>
public sealed class ClusterTests
{
    private const string Arrive = "barrier.cluster.arrive.aligned;";
    private const string Wait = "barrier.cluster.wait.aligned;";
    private const string Both = Arrive + Wait;
    private const string Relaxed = "barrier.cluster.arrive.relaxed.aligned;";
    private const int Blocks = 4;

    private readonly record struct Parameters(nint To, long Unused);

    [Fact]
    public void A_block_reads_what_the_next_one_has_written_before_the_barrier()
    {
        int[] found = Run(Both, "", Both);

        // Two blocks further is the next along the grid's third extent.
        Assert.Equal([.. Enumerable.Range(0, 2 * Blocks * 64).Select(i => ((i / 64) + 2) % (2 * Blocks) * 100 + i % 64)], found);
    }

    [Theory]
    [InlineData("bar.sync 0;", "", Both, "no barrier of the cluster since")]
    [InlineData(Both + "st.shared.u32 [%r3], 7;", "", Both, "no barrier of the cluster since|may still be reading")]
    [InlineData(Arrive + "st.shared.u32 [%r3], 7;" + Wait, "", Both, "no barrier of the cluster since")]
    [InlineData(Both, "st.shared.u32 [%r3], 7;", Both, "no barrier of the cluster since|may still be reading")]
    [InlineData(Both, "", "", "ended|ends while")]
    [InlineData(Both, "", Arrive, "ended|ends while")]
    [InlineData(Relaxed + Wait, "", Both, "no barrier of the cluster since")]
    [InlineData(Wait, "", Both, "without having arrived")]
    [InlineData(Arrive + Arrive, "", Both, "has not waited since")]
    [InlineData(Both, "mapa.shared::cluster.u32 %r6, %r3, 4;", Both, "asks for block 4 of a cluster of 4")]
    [InlineData(Both, "", "setp.lt.u32 %p, %r0, 32; @%p bra HERE; barrier.cluster.arrive.aligned; barrier.cluster.wait.aligned; HERE: bar.sync 0;", "for the cluster")]
    [InlineData(Both, "", "setp.eq.u32 %p, %r1, 0; @%p bra HERE; barrier.cluster.arrive.aligned; barrier.cluster.wait.aligned; HERE:", "ended|ends while")]
    public void What_is_read_too_early_or_lost_too_early_is_a_fault(string before, string between, string after, string message)
    {
        foreach (int turn in (int[])[0, 1])
        {
            KernelFaultException fault = Assert.Throws<KernelFaultException>(() => Run(before, between, after, turn));

            // Which of two blocks is at fault depends on which comes first.
            Assert.True(message.Split('|').Any(part => fault.Message.Contains(part, StringComparison.Ordinal)), fault.Message);
        }
    }

    [Theory]
    [InlineData(Arrive + Wait, "", Arrive + "bar.sync 0; st.shared.u32 [%r10], 7;" + Wait)]
    [InlineData(Both, Both + "st.shared.u32 [%r3], 7;", "")]
    [InlineData(Arrive + "barrier.cluster.wait.acquire.aligned;", Relaxed + Wait + "st.shared.u32 [%r3], 7;", "")]
    [InlineData(Both, Relaxed + "st.shared.u32 [%r10], 7;" + Wait, "")]
    [InlineData(Relaxed + Wait + Both, "", Relaxed + Wait)]
    public void What_is_in_order_runs(string before, string between, string after) => Assert.Equal(200, Run(before, between, after)[0]);

    [Fact]
    public void A_grid_must_be_cut_into_whole_clusters_on_a_card_that_has_them()
    {
        using var run = KernelRun.OfText(Text("", "", ""));
        nint to = run.AllocateInts(64);

        foreach (GridSize grid in (GridSize[])[new(1, 1, 3, 2), new(1, 1, 16, 16), new(1, 1, 2, 0)])
        {
            Assert.Throws<CudaException>(() => run.Launch("one", grid, 64, 0, new Parameters(to, 0)));
        }

        run.Driver.Properties = run.Driver.Properties with { Capability = (8, 9) };
        Assert.Throws<CudaException>(() => run.Launch("one", new GridSize(1, 1, 2, 2), 64, 0, new Parameters(to, 0)));
    }

    /// <summary>Runs two clusters, of blocks in a row along the grid's third extent.</summary>
    private static int[] Run(string before, string between, string after, int turn = 0)
    {
        using var run = KernelRun.OfText(Text(before, between, after));
        nint to = run.AllocateInts(2 * Blocks * 64);
        for (; turn > 0; turn--)
        {
            // Every launch has another order of blocks.
            run.Launch("nothing", new GridSize(1), 1, 0, new Parameters(to, 0));
        }

        run.Launch("one", new GridSize(2, 1, Blocks, Blocks), 64, 0, new Parameters(to, 0));
        return run.DownloadInts(to, 2 * Blocks * 64);
    }

    /// <summary>Every thread writes 100 block + thread, and reads what the next block of the cluster has there.</summary>
    private static string Text(string before, string between, string after) => $$"""
        .version 8.0
        .target sm_90
        .address_size 64
        .visible .entry nothing(.param .align 8 .b8 p[16])
        {
            ret;
        }
        .visible .entry one(.param .align 8 .b8 p[16])
        {
            .shared .align 16 .b8 numbers[512];
            .reg .pred %p;
            .reg .b32 %r<12>;
            .reg .b64 %rd<3>;
            ld.param.u64 %rd0, [p];
            mov.u32 %r0, %tid.x;
            mov.u32 %r1, %cluster_ctarank;
            mov.u32 %r2, %cluster_nctarank;
            add.u32 %r4, %r1, 1;
            rem.u32 %r4, %r4, %r2;
            mov.u32 %r3, numbers;
            shl.b32 %r5, %r0, 2;
            add.u32 %r3, %r3, %r5;
            add.u32 %r10, %r3, 256;
            mov.u32 %r11, %ctaid.z;
            mov.u32 %r5, %nctaid.x;
            mul.lo.u32 %r11, %r11, %r5;
            mov.u32 %r5, %ctaid.x;
            add.u32 %r11, %r11, %r5;
            mad.lo.u32 %r5, %r11, 100, %r0;
            st.shared.u32 [%r3], %r5;
            {{before}}
            mapa.shared::cluster.u32 %r6, %r3, %r4;
            ld.shared::cluster.u32 %r7, [%r6];
            {{between}}
            mad.lo.u32 %r8, %r11, 64, %r0;
            mul.wide.u32 %rd1, %r8, 4;
            add.s64 %rd0, %rd0, %rd1;
            st.global.u32 [%rd0], %r7;
            {{after}}
            ret;
        }
        """;
}
