using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Products of warpgroups, against the definition: where factors lie is written down again here, from the pictures of the PTX ISA.</summary>
public sealed class WarpgroupTests
{
    private const int RightStart = 8192;

    /// <summary>Whole rows of 16 halves, which is what registers are loaded from.</summary>
    private static readonly Func<int, int, int> s_plainRows = (row, k) => 32 * row + 2 * k;

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void A_product_of_rows_mixed_in_128_bytes_is_exact(int columns)
    {
        WarpgroupProduct product = Mixed(columns);

        Assert.Equal(product.Expected(), product.Run());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(96)]
    public void A_step_along_the_depth_is_32_bytes_further(int step)
    {
        var product = new WarpgroupProduct(64);
        product.LayLeft((row, k) => Swizzled(row, 2 * k + step), WarpgroupProduct.Describe((ulong)step, 16, 1024, 1));
        product.LayRight((column, k) => RightStart + Swizzled(column, 2 * k + step), WarpgroupProduct.Describe((ulong)(RightStart + step), 16, 1024, 1));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Theory]
    [InlineData(32, 3)]
    [InlineData(64, 2)]
    public void A_product_of_shorter_mixed_rows_is_exact(int line, int mix)
    {
        // Piece number by row: in 64 bytes the pair of rows decides, in 32 bytes the four.
        int At(int row, int k) => line * row + 16 * (k / 8 ^ (row * line / 128 & (line / 16 - 1))) + 2 * (k % 8);
        var product = new WarpgroupProduct(64);
        product.LayLeft(At, WarpgroupProduct.Describe(0, 16, (ulong)(8 * line), (ulong)mix));
        product.LayRight((column, k) => RightStart + At(column, k), WarpgroupProduct.Describe(RightStart, 16, (ulong)(8 * line), (ulong)mix));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Fact]
    public void A_product_of_tiles_of_8_rows_that_are_not_mixed_is_exact()
    {
        var product = new WarpgroupProduct(64);
        product.LayLeft((row, k) => row / 8 * 128 + k / 8 * 1024 + row % 8 * 16 + k % 8 * 2, WarpgroupProduct.Describe(0, 1024, 128, 0));
        product.LayRight((column, k) => RightStart + column / 8 * 256 + k / 8 * 128 + column % 8 * 16 + k % 8 * 2, WarpgroupProduct.Describe(RightStart, 128, 256, 0));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Fact]
    public void Transposed_factors_mixed_in_128_bytes_are_read_across()
    {
        // 64 rows are a line; 8 lines along the depth a pattern of 1024 bytes.
        var product = new WarpgroupProduct(128) { TransposedLeft = true, TransposedRight = true };
        product.LayLeft((row, k) => Swizzled(k, 2 * row), WarpgroupProduct.Describe(0, 0, 1024, 1));
        product.LayRight((column, k) => RightStart + column / 64 * 2048 + Swizzled(k, 2 * (column % 64)), WarpgroupProduct.Describe(RightStart, 2048, 1024, 1));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Fact]
    public void Transposed_factors_that_are_not_mixed_are_read_across()
    {
        var product = new WarpgroupProduct(64) { TransposedRight = true };
        product.LayLeft(Swizzled16, WarpgroupProduct.Describe(0, 16, 1024, 1));
        product.LayRight((column, k) => RightStart + column / 8 * 256 + k / 8 * 128 + k % 8 * 16 + column % 8 * 2, WarpgroupProduct.Describe(RightStart, 128, 256, 0));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_left_factor_may_lie_in_registers(bool adds)
    {
        var product = new WarpgroupProduct(64) { Adds = adds };
        product.LayLeft(s_plainRows, 0);
        product.LayRight((column, k) => RightStart + Swizzled16(column, k), WarpgroupProduct.Describe(RightStart, 16, 1024, 1));

        Assert.Equal(product.Expected(), product.Run());
    }

    [Fact]
    public void A_left_factor_in_registers_stays_until_the_product_is_done()
    {
        var product = new WarpgroupProduct(64);
        product.LayLeft(s_plainRows, 0);
        product.LayRight((column, k) => RightStart + Swizzled16(column, k), WarpgroupProduct.Describe(RightStart, 16, 1024, 1));

        KernelFaultException fault = Assert.Throws<KernelFaultException>(
            () => product.Run(ptx => ptx.Replace("// while it is under way", "mov.u32 %r9, %r10;", StringComparison.Ordinal)));

        Assert.Contains("touches a register of a warpgroup's product under way", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_of_the_same_sums_may_follow_each_other_and_wait_later()
    {
        WarpgroupProduct product = Mixed(64, adds: true);
        string instruction = "";

        float[] found = product.Run(ptx =>
        {
            instruction = ptx.Split('\n').Single(line => line.Contains("mma_async", StringComparison.Ordinal));
            return ptx.Replace("// while it is under way", $"{instruction}\nwgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 1;", StringComparison.Ordinal);
        });

        Assert.Equal(product.Expected().Select(sum => 2 * sum - 1), found);
    }

    [Theory]
    [InlineData("fence.proxy.async;", "", "with no 'fence.proxy.async' since")]
    [InlineData("fence.proxy.async;\n    bar.sync 0;", "bar.sync 0;\n fence.proxy.async;", "with no 'fence.proxy.async' since")]
    [InlineData("bar.sync 0;", "", "has written since the last barrier")]
    [InlineData("wgmma.fence.sync.aligned;", "", "since the last 'wgmma.fence'")]
    [InlineData("wgmma.wait_group.sync.aligned 0;", "", "touches a register of a warpgroup's product under way")]
    [InlineData("wgmma.wait_group.sync.aligned 0;", "wgmma.wait_group.sync.aligned 1;", "touches a register of a warpgroup's product under way")]
    [InlineData("wgmma.commit_group.sync.aligned;", "", "touches a register of a warpgroup's product under way")]
    [InlineData("// while it is under way", "mov.f32 %d3, 0f00000000;", "touches a register of a warpgroup's product under way")]
    [InlineData("// while it is under way", "bar.sync 0; st.shared.v4.u32 [%r7], {%r3, %r4, %r5, %r6};", "which a warpgroup's product under way reads")]
    [InlineData("// while it is under way", "bar.sync 0; cp.async.cg.shared.global [%r7], [%l0], 16;", "which a warpgroup's product under way reads")]
    [InlineData("wgmma.wait_group.sync.aligned 0;", "wgmma.wait_group.sync.aligned 0;\nst.shared.v4.u32 [%r7], {%r3, %r4, %r5, %r6};", "more than one warp has read")]
    [InlineData("// while it is under way\n    wgmma.wait_group.sync.aligned 0;",
        "bar.sync 0; wgmma.wait_group.sync.aligned 0; @%p2 st.shared.v4.u32 [%r7], {%r3, %r4, %r5, %r6};", "more than one warp has read")]
    [InlineData("// while it is under way\n    wgmma.wait_group.sync.aligned 0;", "ret;", "ends with a warpgroup's product under way")]
    [InlineData("// while it is under way", "wgmma.mma_async.sync.aligned.m64n8k16.f32.f16.f16 {%d0, %d1, %d2, %d3}, %l2, %l3, 1, 1, 1, 0, 0;", "that has other sums")]
    [InlineData("// while it is under way", "wgmma.mma_async.sync.aligned.m64n8k16.f32.f16.f16 {%e0, %e1, %e2, %e3}, {%d0, %d1, %d2, %d3}, %l3, 1, 1, 1, 0;", "reads sums of a product under way")]
    [InlineData("// while it is under way", "@%p2 bra $away; wgmma.commit_group.sync.aligned; $away:", "has come to line")]
    [InlineData("ret;", "@%p2 bra $away; wgmma.commit_group.sync.aligned; $away: ret;", "has not come to line")]
    [InlineData("wgmma.fence.sync.aligned;", "@%p2 add.s64 %l3, %l3, 1;\nwgmma.fence.sync.aligned;", "does not have the same descriptors")]
    [InlineData("wgmma.fence.sync.aligned;", "cvt.u64.u32 %l4, %r1; add.s64 %l3, %l3, %l4;\nwgmma.fence.sync.aligned;", "lanes differ in a matrix descriptor")]
    [InlineData("wgmma.fence.sync.aligned;", "setp.gt.u32 %p1, %r1, 9;\nwgmma.fence.sync.aligned;", "lanes differ in whether to add")]
    [InlineData("wgmma.fence.sync.aligned;", "add.s64 %l3, %l3, 7;\nwgmma.fence.sync.aligned;", "does not lie in whole patterns of 1024 bytes")]
    [InlineData("wgmma.fence.sync.aligned;", "or.b64 %l3, %l3, 562949953421312;\nwgmma.fence.sync.aligned;", "a base offset, which is not known")]
    [InlineData("wgmma.fence.sync.aligned;", "or.b64 %l3, %l3, 1024;\nwgmma.fence.sync.aligned;", "of which there are 16384")]
    public void A_fault_of_a_product_is_found(string found, string instead, string message)
    {
        WarpgroupProduct product = Mixed(64);

        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => product.Run(ptx =>
        {
            Assert.Contains(found, ptx, StringComparison.Ordinal);
            return ptx.Replace(found, instead, StringComparison.Ordinal);
        }));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operands_may_be_written_after_a_wait_and_a_barrier()
    {
        WarpgroupProduct product = Mixed(64);

        float[] found = product.Run(ptx => ptx.Replace("mul.wide.u32 %l4", "bar.sync 0;\nst.shared.v4.u32 [%r7], {%r3, %r4, %r5, %r6};\nmul.wide.u32 %l4", StringComparison.Ordinal));

        Assert.Equal(product.Expected(), found);
    }

    [Theory]
    [InlineData(96)]
    [InlineData(160)]
    public void A_warpgroup_must_be_whole(int threads)
    {
        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => Mixed(64).Run(threads: threads));

        Assert.Contains("four whole warps", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sm_90a", "sm_90", "needs PTX 8.0 for sm_90a, this is 8.0 for sm_90")]
    [InlineData(".version 8.0", ".version 7.8", "needs PTX 8.0 for sm_90, this is 7.8 for sm_90a")]
    [InlineData("%p1, 1, 1, 0, 0;", "%p1, -1, 1, 0, 0;", "0 or 1 was expected")]
    [InlineData("%p1, 1, 1, 0, 0;", "%p1, 1, 1, 0;", "a transposition for each factor")]
    [InlineData("m64n64k16", "m64n72k16", "36 registers were expected, not 32")]
    [InlineData("m64n64k16", "m64n60k16", "8 to 256 columns, in steps of 8")]
    [InlineData("m64n64k16.f32.f16", "m64n64k16.f16.f16", "is not known")]
    public void What_is_not_covered_is_refused(string found, string instead, string message)
    {
        PtxException refusal = Assert.Throws<PtxException>(() => Mixed(64).Run(ptx => ptx.Replace(found, instead, StringComparison.Ordinal)));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 0, true)]
    [InlineData(10, 0, false)]
    [InlineData(8, 9, false)]
    public void Code_for_one_architecture_runs_on_no_other(int major, int minor, bool runs)
    {
        using var driver = new InterpretingDriver();
        driver.Properties = driver.Properties with { Capability = (major, minor) };
        driver.OpenContext(0);

        Exception? refusal = Record.Exception(() => driver.LoadModule(".version 8.0\n.target sm_90a\n.address_size 64\n"u8));

        Assert.Equal(runs, refusal is null);
        Assert.True(runs || refusal is CudaException { Error: CudaError.InvalidPtx } && refusal.Message.Contains("sm_90a and for no other", StringComparison.Ordinal));
    }

    [Fact]
    public void Requests_for_registers_and_the_order_of_grids_change_nothing()
    {
        WarpgroupProduct product = Mixed(64);

        float[] found = product.Run(ptx => ptx.Replace("wgmma.fence.sync.aligned;",
            "setmaxnreg.inc.sync.aligned.u32 232; griddepcontrol.wait; griddepcontrol.launch_dependents; wgmma.fence.sync.aligned;", StringComparison.Ordinal));

        Assert.Equal(product.Expected(), found);
    }

    /// <summary>Rows of 128 bytes, of which the first 32 are filled.</summary>
    private static WarpgroupProduct Mixed(int columns, bool adds = false)
    {
        var product = new WarpgroupProduct(columns) { Adds = adds };
        product.LayLeft(Swizzled16, WarpgroupProduct.Describe(0, 16, 1024, 1));
        product.LayRight((column, k) => RightStart + Swizzled16(column, k), WarpgroupProduct.Describe(RightStart, 16, 1024, 1));
        return product;
    }

    private static int Swizzled16(int row, int k) => Swizzled(row, 2 * k);

    /// <summary>A byte of a row of 128, whose pieces stand at their number ^ (row % 8).</summary>
    private static int Swizzled(int row, int at) => 128 * row + 16 * (at / 16 ^ row % 8) + at % 16;
}
