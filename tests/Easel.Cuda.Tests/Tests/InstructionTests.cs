using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Single instructions, against numbers from the PTX ISA or worked out by hand.</summary>
public sealed class InstructionTests
{
    private readonly record struct Parameters(nint From, nint To);

    [Theory]
    [InlineData("add.s32 %rd, %ra, %rb", 0x7fffffffL, 1, 0, -0x80000000L)]
    [InlineData("sub.u32 %rd, %ra, %rb", 1, 2, 0, 0xffffffffL)]
    [InlineData("mul.lo.s32 %rd, %ra, %rb", 0x10001, 0x10001, 0, 0x20001)]
    [InlineData("mul.hi.s32 %rd, %ra, %rb", -2, 3, 0, -1)]
    [InlineData("mul.hi.u32 %rd, %ra, %rb", 0xfffffffeL, 3, 0, 2)]
    [InlineData("mul.wide.s32 %ld, %ra, %rb", -2, 3, 0, -6)]
    [InlineData("mul.wide.u32 %ld, %ra, %rb", 0xfffffffeL, 3, 0, 0x2fffffffaL)]
    [InlineData("mul.hi.u64 %ld, %la, %lb", -1, -1, 0, -2)]
    [InlineData("mad.lo.s32 %rd, %ra, %rb, %rc", 5, 7, -36, -1)]
    [InlineData("mad.wide.u32 %ld, %ra, %rb, %lc", 0xffffffffL, 2, 5, 0x200000003L)]
    [InlineData("div.s32 %rd, %ra, %rb", -7, 2, 0, -3)]
    [InlineData("rem.s32 %rd, %ra, %rb", -7, 2, 0, -1)]
    [InlineData("div.u32 %rd, %ra, %rb", -7, 2, 0, 0x7ffffffcL)]
    [InlineData("rem.u64 %ld, %la, %lb", 100, 7, 0, 2)]
    [InlineData("min.s32 %rd, %ra, %rb", -1, 1, 0, -1)]
    [InlineData("min.u32 %rd, %ra, %rb", -1, 1, 0, 1)]
    [InlineData("max.s64 %ld, %la, %lb", -1, 1, 0, 1)]
    [InlineData("abs.s32 %rd, %ra", -5, 0, 0, 5)]
    [InlineData("neg.s64 %ld, %la", 5, 0, 0, -5)]
    [InlineData("and.b32 %rd, %ra, 0xff0", 0x1234, 0, 0, 0x230)]
    [InlineData("not.b32 %rd, %ra", 0, 0, 0, -1)]
    [InlineData("shl.b32 %rd, %ra, %rb", 3, 31, 0, -0x80000000L)]
    [InlineData("shl.b32 %rd, %ra, %rb", 3, 32, 0, 0)]
    [InlineData("shr.s32 %rd, %ra, %rb", -8, 1, 0, -4)]
    [InlineData("shr.s32 %rd, %ra, %rb", -8, 99, 0, -1)]
    [InlineData("shr.u64 %ld, %la, %rb", -1, 60, 0, 15)]
    [InlineData("shf.l.wrap.b32 %rd, %ra, %rb, %rc", 0x80000001L, 0x12345678, 36, 0x23456788)]
    [InlineData("shf.r.wrap.b32 %rd, %ra, %rb, %rc", 0x80000001L, 0x12345678, 4, -0x78000000L)]
    [InlineData("bfe.u32 %rd, %ra, 4, 8", 0xabcd, 0, 0, 0xbc)]
    [InlineData("bfe.s32 %rd, %ra, 4, 8", 0xabcd, 0, 0, -0x44)]
    [InlineData("bfi.b32 %rd, %ra, %rb, 8, 4", 0xf5, 0x12345678, 0, 0x12345578)]
    [InlineData("prmt.b32 %rd, %ra, %rb, 0x7531", 0x33221100, 0x77665544, 0, 0x77553311)]
    [InlineData("prmt.b32 %rd, %ra, %rb, 0xba98", 0x00800080, 0, 0, 0x00ff00ff)]
    [InlineData("lop3.b32 %rd, %ra, %rb, %rc, 0x96", 0b1100, 0b1010, 0b0110, 0)]
    [InlineData("popc.b64 %rd, %la", -1, 0, 0, 64)]
    [InlineData("clz.b32 %rd, %ra", 0x00010000, 0, 0, 15)]
    [InlineData("brev.b32 %rd, %ra", 1, 0, 0, -0x80000000L)]
    [InlineData("selp.b32 %rd, %ra, %rb, %p", 1, 2, 0, 2)]
    [InlineData("cvt.s64.s32 %ld, %ra", -5, 0, 0, -5)]
    [InlineData("cvt.u64.u32 %ld, %ra", -5, 0, 0, 0xfffffffbL)]
    [InlineData("cvt.u32.u64 %rd, %la", 0x500000006L, 0, 0, 6)]
    [InlineData("cvt.s32.s8 %rd, %ra", 0x1ff, 0, 0, -1)]
    [InlineData("cvt.u32.u8 %rd, %ra", 0x1ff, 0, 0, 255)]
    [InlineData("mov.b64 %ld, {%ra, %rb}", 1, 2, 0, 0x200000001L)]
    [InlineData("mov.b64 {%rd, %rc}, %la", 0x500000006L, 0, 0, 6)]
    [InlineData("mov.u32 %rd, %laneid", 0, 0, 0, 0)]
    [InlineData("{ .reg .pred q; setp.lt.s32 q, %ra, %rb; selp.b32 %rd, 7, 8, q; }", -1, 1, 0, 7)]
    [InlineData("{ .reg .pred q; setp.lt.u32 q, %ra, %rb; @!q mov.u32 %rd, 9; }", -1, 1, 0, 9)]
    [InlineData("{ .reg .pred q, r; setp.hs.u32 q, %ra, %rb; not.pred r, q; xor.pred q, q, r; selp.b32 %rd, 1, 0, q; }", 1, 2, 0, 1)]
    public void Whole_numbers_come_out_right(string instruction, long a, long b, long c, long expected)
    {
        long found = Run(instruction, a, b, c);

        Assert.Equal(instruction.Contains("%ld", StringComparison.Ordinal) ? expected : (int)expected, instruction.Contains("%ld", StringComparison.Ordinal) ? found : (int)found);
    }

    [Theory]
    [InlineData("add.f32 %rd, %ra, %rb", 1, 2, 0, 3)]
    [InlineData("sub.rn.f32 %rd, %ra, %rb", 1, 2, 0, -1)]
    [InlineData("mul.f32 %rd, %ra, 0f40400000", 2, 0, 0, 6)]
    [InlineData("fma.rn.f32 %rd, %ra, %rb, %rc", 16777217f, 1, -16777216f, 0)]
    [InlineData("fma.rn.f32 %rd, %ra, %rb, %rc", 4097, 4097, -16785408f, 1)]
    [InlineData("div.rn.f32 %rd, %ra, %rb", 1, 3, 0, 1f / 3)]
    [InlineData("div.full.f32 %rd, %ra, %rb", 1, 4, 0, 0.25f)]
    [InlineData("neg.f32 %rd, %ra", 1, 0, 0, -1)]
    [InlineData("abs.f32 %rd, %ra", -1, 0, 0, 1)]
    [InlineData("min.f32 %rd, %ra, %rb", float.NaN, 2, 0, 2)]
    [InlineData("max.f32 %rd, %ra, %rb", 1, float.NaN, 0, 1)]
    [InlineData("max.NaN.f32 %rd, %ra, %rb", 1, float.NaN, 0, float.NaN)]
    [InlineData("sqrt.rn.f32 %rd, %ra", 2, 0, 0, 1.41421356f)]
    [InlineData("rsqrt.approx.f32 %rd, %ra", 4, 0, 0, 0.5f)]
    [InlineData("rcp.approx.ftz.f32 %rd, %ra", 0, 0, 0, float.PositiveInfinity)]
    [InlineData("rcp.approx.ftz.f32 %rd, %ra", float.PositiveInfinity, 0, 0, 0)]
    [InlineData("ex2.approx.ftz.f32 %rd, %ra", -150, 0, 0, 0)]
    [InlineData("ex2.approx.ftz.f32 %rd, %ra", 0.5f, 0, 0, 1.41421356f)]
    [InlineData("ex2.approx.ftz.f32 %rd, %ra", float.NegativeInfinity, 0, 0, 0)]
    [InlineData("lg2.approx.f32 %rd, %ra", 10, 0, 0, 3.32192809f)]
    [InlineData("sin.approx.f32 %rd, %ra", 1, 0, 0, 0.841470985f)]
    [InlineData("cos.approx.f32 %rd, %ra", 1, 0, 0, 0.540302306f)]
    [InlineData("cvt.rni.f32.f32 %rd, %ra", 2.5f, 0, 0, 2)]
    [InlineData("cvt.rmi.f32.f32 %rd, %ra", -2.5f, 0, 0, -3)]
    [InlineData("cvt.rpi.f32.f32 %rd, %ra", -2.5f, 0, 0, -2)]
    [InlineData("cvt.rzi.f32.f32 %rd, %ra", -2.5f, 0, 0, -2)]
    [InlineData("add.ftz.f32 %rd, %ra, %rb", 1e-39f, 0, 0, 0)]
    [InlineData("add.f32 %rd, %ra, %rb", 1e-39f, 0, 0, 1e-39f)]
    [InlineData("mov.f32 %rd, 0.25", 0, 0, 0, 0.25f)]
    public void Floats_come_out_right(string instruction, float a, float b, float c, float expected)
    {
        float found = BitConverter.Int32BitsToSingle((int)Run(instruction, Bits(a), Bits(b), Bits(c)));

        Assert.Equal(expected, found, 1e-6f);
    }

    [Theory]
    [InlineData("eq", true, false, false, false)]
    [InlineData("ne", false, true, true, false)]
    [InlineData("lt", false, true, false, false)]
    [InlineData("le", true, true, false, false)]
    [InlineData("gt", false, false, true, false)]
    [InlineData("ge", true, false, true, false)]
    [InlineData("equ", true, false, false, true)]
    [InlineData("neu", false, true, true, true)]
    [InlineData("ltu", false, true, false, true)]
    [InlineData("leu", true, true, false, true)]
    [InlineData("gtu", false, false, true, true)]
    [InlineData("geu", true, false, true, true)]
    [InlineData("num", true, true, true, false)]
    [InlineData("nan", false, false, false, true)]
    public void Comparisons_know_what_is_no_number(string comparison, bool ofEqual, bool ofLess, bool ofGreater, bool ofNan)
    {
        string instruction = $"{{ .reg .pred q; setp.{comparison}.f32 q, %ra, %rb; selp.b32 %rd, 1, 0, q; }}";

        Assert.Equal(ofEqual, Run(instruction, Bits(1), Bits(1), 0) == 1);
        Assert.Equal(ofLess, Run(instruction, Bits(1), Bits(2), 0) == 1);
        Assert.Equal(ofGreater, Run(instruction, Bits(2), Bits(1), 0) == 1);
        Assert.Equal(ofNan, Run(instruction, Bits(float.NaN), Bits(1), 0) == 1);
    }

    [Theory]
    [InlineData("shfl.sync.bfly.b32 %rd, %rl, 3, 31, -1", 5, 6)]
    [InlineData("shfl.sync.idx.b32 %rd, %rl, 7, 31, -1", 5, 7)]
    [InlineData("shfl.sync.up.b32 %rd, %rl, 2, 0, -1", 5, 3)]
    [InlineData("shfl.sync.up.b32 %rd, %rl, 2, 0, -1", 1, 1)]
    [InlineData("shfl.sync.down.b32 %rd, %rl, 2, 31, -1", 31, 31)]
    [InlineData("shfl.sync.down.b32 %rd, %rl, 8, 0x181f, -1", 5, 5)] // Segments of 8 lanes.
    [InlineData("redux.sync.add.s32 %rd, %rl, -1", 5, 496)]
    [InlineData("{ .reg .pred q; setp.gt.s32 q, %rl, 3; vote.sync.ballot.b32 %rd, q, -1; }", 5, -16)]
    [InlineData("{ .reg .pred q; setp.gt.s32 q, %rl, 3; vote.sync.any.pred q, q, -1; selp.b32 %rd, 1, 0, q; }", 0, 1)]
    public void Lanes_exchange_values(string instruction, int lane, int expected) => Assert.Equal(expected, (int)Run(instruction, 0, 0, 0, lane));

    [Theory]
    [InlineData("frob.f32 %rd, %ra")]
    [InlineData("add.rz.f32 %rd, %ra, %rb")]
    [InlineData("bar.arrive 1")]
    [InlineData("shfl.sync.bfly.b32 %rd, %rl, 3, 31, 0xff")]
    [InlineData("add.s64 %rd, %ra, %rb")]
    [InlineData("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%ra,%ra,%ra,%ra}, {%ra,%ra,%ra,%ra}, {%ra,%ra}, {%ra,%ra,%ra,%ra}")]
    public void What_is_not_known_is_refused_with_its_line(string instruction)
    {
        PtxException refused = Assert.Throws<PtxException>(() => Run(instruction, 0, 0, 0));

        Assert.Equal(19, refused.Line);
    }

    [Fact]
    public void A_division_by_zero_is_a_fault() => Assert.Throws<KernelFaultException>(() => Run("div.s32 %rd, %ra, %rb", 1, 0, 0));

    private static long Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>Runs an instruction in 32 lanes with registers a, b, c, of 4 bytes (r) and 8 bytes (l), and the lane in %rl.</summary>
    /// <returns>Register d: 8 bytes if the instruction names it so.</returns>
    private static long Run(string instruction, long a, long b, long c, int lane = 0)
    {
        string ptx = $$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry one(.param .align 8 .b8 p[16])
            {
                .reg .pred %p;
                .reg .b32 %ra, %rb, %rc, %rd, %rl;
                .reg .b64 %la, %lb, %lc, %ld, %lp<3>;
                ld.param.v2.u64 {%lp0, %lp1}, [p];
                ld.global.v2.u64 {%la, %lb}, [%lp0];
                ld.global.u64 %lc, [%lp0+16];
                cvt.u32.u64 %ra, %la;
                cvt.u32.u64 %rb, %lb;
                cvt.u32.u64 %rc, %lc;
                mov.u32 %rl, %tid.x;
                setp.ne.b64 %p, %la, %la;
                mul.wide.u32 %lp2, %rl, 8;
                add.s64 %lp1, %lp1, %lp2;
                {{instruction}};
                {{(instruction.Contains("%ld", StringComparison.Ordinal) ? "" : "cvt.u64.u32 %ld, %rd;")}}
                st.global.u64 [%lp1], %ld;
                ret;
            }
            """;
        using var run = KernelRun.OfText(ptx);
        nint to = run.Driver.Allocate(256);

        run.Launch("one", new(1), 32, 0, new Parameters(run.Upload(a, b, c), to));

        return run.DownloadLongs(to, 32)[lane];
    }
}
