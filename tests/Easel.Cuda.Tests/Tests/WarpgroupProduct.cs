using System.Globalization;

namespace Easel.Cuda.Tests.Tests;

/// <summary>A product [64, 16] by [16, columns] of one warpgroup, whose factors lie in shared memory as a test wants them.</summary>
internal sealed class WarpgroupProduct(int columns)
{
    private readonly float[] _a = Numbers(64 * 16, 3);
    private readonly float[] _b = Numbers(16 * columns, 5);
    private readonly ushort[] _image = new ushort[8192];

    private readonly record struct Parameters(nint Image, nint Sums, ulong Left, ulong Right, int Bytes, int Adds);

    /// <summary>The descriptor of a, or 0 to take it from registers, which read it from 64 rows of 32 bytes.</summary>
    public ulong Left { get; private set; }

    public ulong Right { get; private set; }

    public bool TransposedLeft { get; init; }

    public bool TransposedRight { get; init; }

    /// <summary>Whether the sums, which are ones before, are added to.</summary>
    public bool Adds { get; init; }

    /// <param name="start">In bytes.</param>
    /// <param name="leading">In bytes.</param>
    /// <param name="stride">In bytes.</param>
    /// <param name="mix">How pieces of 16 bytes are mixed: bits 62 and 63.</param>
    public static ulong Describe(ulong start, ulong leading, ulong stride, ulong mix) => start >> 4 | leading >> 4 << 16 | stride >> 4 << 32 | mix << 62;

    /// <summary>Lays a out.</summary>
    /// <param name="place">The byte of a row and a place of the depth.</param>
    /// <param name="descriptor">That tells.</param>
    public void LayLeft(Func<int, int, int> place, ulong descriptor)
    {
        Left = descriptor;
        for (int i = 0; i < _a.Length; i++)
        {
            _image[place(i / 16, i % 16) / 2] = Bits(_a[i]);
        }
    }

    /// <summary>Lays b out.</summary>
    /// <param name="place">The byte of a column and a place of the depth.</param>
    /// <param name="descriptor">That tells.</param>
    public void LayRight(Func<int, int, int> place, ulong descriptor)
    {
        Right = descriptor;
        for (int i = 0; i < _b.Length; i++)
        {
            _image[place(i % columns, i / columns) / 2] = Bits(_b[i]);
        }
    }

    /// <returns>[64, columns], what the definition says.</returns>
    public float[] Expected()
    {
        float[] sums = new float[64 * columns];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = Adds ? 1 : 0;
            for (int k = 0; k < 16; k++)
            {
                sums[i] += _a[i / columns * 16 + k] * _b[k * columns + i % columns];
            }
        }

        return sums;
    }

    /// <param name="change">What is done to the PTX before.</param>
    /// <param name="threads">Of the block.</param>
    /// <returns>[64, columns]</returns>
    public float[] Run(Func<string, string>? change = null, int threads = 128)
    {
        string ptx = Text();
        using var run = KernelRun.OfText(change is null ? ptx : change(ptx));
        int each = columns / 2;
        nint sums = run.AllocateFloats(Math.Max(128, threads) * each);

        run.Launch("one", new(1), threads, 2 * _image.Length, new Parameters(run.Upload(_image), sums, Left, Right, 2 * _image.Length, Adds ? 1 : 0));

        float[] found = run.DownloadFloats(sums, 128 * each);
        float[] ordered = new float[64 * columns];
        for (int i = 0; i < found.Length; i++)
        {
            int lane = i / each % 32;
            int row = i / each / 32 * 16 + lane / 4 + i % 4 / 2 * 8;
            ordered[row * columns + i % each / 4 * 8 + 2 * (lane % 4) + i % 2] = found[i];
        }

        return ordered;
    }

    private string Text()
    {
        string sums = string.Join(", ", Enumerable.Range(0, columns / 2).Select(i => $"%d{i}"));
        string left = Left == 0 ? "{%r8, %r9, %r10, %r11}" : "%l2";
        string choices = Left == 0 ? (TransposedRight ? "1" : "0") : $"{(TransposedLeft ? 1 : 0)}, {(TransposedRight ? 1 : 0)}";
        string ones = string.Concat(Enumerable.Range(0, columns / 2).Select(i => $"mov.f32 %d{i}, 0f3F800000;\n"));
        string stores = string.Concat(Enumerable.Range(0, columns / 4).Select(i => $"st.global.v2.f32 [%l4+{8 * i}], {{%d{2 * i}, %d{2 * i + 1}}};\n"));
        return $$"""
            .version 8.0
            .target sm_90a
            .address_size 64
            .extern .shared .align 1024 .b8 image[];
            .visible .entry one(.param .align 8 .b8 p[40])
            {
                .reg .pred %p<3>;
                .reg .b32 %r<16>;
                .reg .b64 %l<6>;
                .reg .f32 %d<{{columns / 2}}>;
                .reg .f32 %e<{{columns / 2}}>;
                ld.param.v2.u64 {%l0, %l1}, [p];
                ld.param.v2.u64 {%l2, %l3}, [p+16];
                ld.param.v2.u32 {%r0, %r1}, [p+32];
                setp.ne.b32 %p1, %r1, 0;
                mov.u64 %l5, image;
                cvt.u32.u64 %r12, %l5;
                mov.u32 %r1, %tid.x;
                shr.u32 %r13, %r1, 5;
                setp.eq.u32 %p2, %r13, 3;
                mov.u32 %r14, %ntid.x;
                shl.b32 %r14, %r14, 4;
                shl.b32 %r2, %r1, 4;
            $more:
                setp.ge.u32 %p0, %r2, %r0;
                @%p0 bra $filled;
                cvt.u64.u32 %l4, %r2;
                add.s64 %l4, %l0, %l4;
                ld.global.v4.u32 {%r3, %r4, %r5, %r6}, [%l4];
                add.s32 %r7, %r12, %r2;
                st.shared.v4.u32 [%r7], {%r3, %r4, %r5, %r6};
                add.s32 %r2, %r2, %r14;
                bra $more;
            $filled:
                fence.proxy.async;
                bar.sync 0;
                and.b32 %r3, %r1, 15;
                shl.b32 %r3, %r3, 5;
                and.b32 %r4, %r1, 16;
                add.s32 %r3, %r3, %r4;
                shl.b32 %r4, %r13, 9;
                add.s32 %r3, %r3, %r4;
                ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r8, %r9, %r10, %r11}, [%r3];
                {{ones}}
                wgmma.fence.sync.aligned;
                wgmma.mma_async.sync.aligned.m64n{{columns.ToString(CultureInfo.InvariantCulture)}}k16.f32.f16.f16 {{{sums}}}, {{left}}, %l3, %p1, 1, 1, {{choices}};
                wgmma.commit_group.sync.aligned;
                // while it is under way
                wgmma.wait_group.sync.aligned 0;
                mul.wide.u32 %l4, %r1, {{columns * 2}};
                add.s64 %l4, %l1, %l4;
                {{stores}}
                ret;
            }
            """;
    }

    private static ushort Bits(float value) => BitConverter.HalfToUInt16Bits((Half)value);

    /// <summary>Small whole numbers: halves hold them, and sums of products are exact in floats.</summary>
    private static float[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (float)((i * 31 + seed) * 17 % 23 - 11))];
}
