using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Barriers to which some warps come, and at which some of those do not wait: a warp hands numbers to another, twice through the same place.</summary>
public sealed class BarrierTests
{
    private const string Filled = "bar.arrive 1, 64;";
    private const string WaitUntilLeft = "bar.sync 2, 64;";
    private const string WaitUntilFilled = "bar.sync 1, 64; // first";
    private const string WaitUntilFilledAgain = "bar.sync 1, 64; // second";
    private const string Left = "bar.arrive 2, 64;";
    private const string Read = "ld.shared.u32 %r3, [%r1];";

    private readonly record struct Parameters(nint To);

    [Fact]
    public void What_was_written_before_a_barrier_is_read_after_it()
        => Assert.Equal(Enumerable.Range(0, 32).Select(lane => lane + lane + 100), Run(ptx => ptx));

    [Theory]
    [InlineData(WaitUntilLeft, "", "comes to barrier 1 again before the others have")]
    [InlineData(WaitUntilFilled, "", "which warp 0 has written, with no barrier between them since")]
    [InlineData(WaitUntilFilledAgain, "", "which warp 1 has read, with no barrier between them since")]
    [InlineData(Read + "\n    " + Left, Left + "\n    " + Read, "which warp 1 has read, with no barrier between them since")]
    [InlineData(Left, "", "waits at a barrier, and all others wait too")]
    [InlineData(WaitUntilFilled, "bar.sync 1, 32;", "comes to barrier 1 with 32 threads, where another warp expects 64")]
    [InlineData(WaitUntilFilled, "bar.sync 1, 96;", "there is no barrier 1 for 96 threads")]
    [InlineData(WaitUntilFilled, "bar.sync 1, 48;", "there is no barrier 1 for 48 threads")]
    [InlineData(WaitUntilFilled, "bar.sync 16, 64;", "there is no barrier 16")]
    [InlineData(WaitUntilFilled, "bar.sync %r0, 64;", "lanes differ in the barrier")]
    [InlineData(WaitUntilFilledAgain, "ret;", "has come to barrier 1, to which the others never come")]
    [InlineData(WaitUntilFilledAgain, "bar.sync 0;", "a barrier that warp 0 does not reach: it has ended")]
    public void What_is_in_no_order_is_found(string found, string instead, string message)
    {
        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => Run(ptx =>
        {
            Assert.Contains(found, ptx, StringComparison.Ordinal);
            return ptx.Replace(found, instead, StringComparison.Ordinal);
        }));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static int[] Run(Func<string, string> change)
    {
        using var run = KernelRun.OfText(change($$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry one(.param .align 8 .b8 p[8])
            {
                .reg .pred %p<2>;
                .reg .b32 %r<8>;
                .reg .b64 %l<4>;
                .shared .align 16 .b8 place[128];
                ld.param.u64 %l0, [p];
                mov.u32 %r0, %tid.x;
                mov.u32 %r1, place;
                and.b32 %r2, %r0, 31;
                mul.wide.u32 %l1, %r2, 4;
                add.s64 %l0, %l0, %l1;
                cvt.u32.u64 %r5, %l1;
                add.s32 %r1, %r1, %r5;
                setp.ge.u32 %p0, %r0, 32;
                @%p0 bra $reader;
                st.shared.u32 [%r1], %r2;
                {{Filled}}
                {{WaitUntilLeft}}
                add.s32 %r4, %r2, 100;
                st.shared.u32 [%r1], %r4;
                {{Filled}}
                ret;
            $reader:
                {{WaitUntilFilled}}
                {{Read}}
                {{Left}}
                {{WaitUntilFilledAgain}}
                ld.shared.u32 %r4, [%r1];
                add.s32 %r4, %r3, %r4;
                st.global.u32 [%l0], %r4;
                ret;
            }
            """));
        nint to = run.AllocateInts(32);
        run.Launch("one", new(1), 64, 0, new Parameters(to));
        return run.DownloadInts(to, 32);
    }
}
