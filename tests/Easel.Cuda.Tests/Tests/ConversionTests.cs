namespace Easel.Cuda.Tests.Tests;

/// <summary>Halves of floats and back, as kernels convert them.</summary>
public sealed class ConversionTests
{
    private readonly record struct Parameters(nint From, nint To, long Rows, int Columns, int ColumnsTo);

    // IEEE 754 binary16: largest 65504, smallest normal 2^-14, smallest of all 2^-24.
    private static readonly (float From, ushort To)[] s_known =
    [
        (0, 0x0000), (-0f, 0x8000), (1, 0x3c00), (-2, 0xc000), (65504, 0x7bff), (65519.996f, 0x7bff), (65520, 0x7c00), (1e9f, 0x7c00),
        (-1e9f, 0xfc00), (float.PositiveInfinity, 0x7c00), (2048, 0x6800), (2049, 0x6800), (2051, 0x6802), (2050, 0x6801),
        (6.1035156e-5f, 0x0400), (5.9604645e-8f, 0x0001), (2.9802322e-8f, 0x0000), (2.9802326e-8f, 0x0001), (8.940697e-8f, 0x0002), (-6.0975552e-5f, 0x83ff),
    ];

    [Fact]
    public void Floats_become_the_nearest_half_and_ties_go_to_even()
    {
        using var run = KernelRun.OfSample("conversions");
        int count = s_known.Length;
        nint to = run.AllocateHalves(count);

        run.Launch("floats_to_halves", new(1), 128, 0, new Parameters(run.Upload([.. s_known.Select(pair => pair.From)]), to, 1, count, count));

        Assert.Equal(s_known.Select(pair => pair.To), run.DownloadHalves(to, count));
    }

    [Fact]
    public void All_halves_become_floats_and_come_back()
    {
        using var run = KernelRun.OfSample("conversions");
        ushort[] halves = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits).Where(bits => !Half.IsNaN(BitConverter.UInt16BitsToHalf(bits)))];
        nint floats = run.AllocateFloats(halves.Length);
        nint back = run.AllocateHalves(halves.Length);

        run.Launch("halves_to_floats", new(16), 256, 0, new Parameters(run.Upload(halves), floats, 1, halves.Length, halves.Length));
        run.Launch("floats_to_halves", new(16), 256, 0, new Parameters(floats, back, 1, halves.Length, halves.Length));

        Assert.Equal(halves.Select(bits => (float)BitConverter.UInt16BitsToHalf(bits)), run.DownloadFloats(floats, halves.Length));
        Assert.Equal(halves, run.DownloadHalves(back, halves.Length));
    }

    [Fact]
    public void Rows_that_get_wider_end_in_zeros()
    {
        using var run = KernelRun.OfSample("conversions");
        nint to = run.AllocateHalves(3 * 8);

        run.Launch("floats_to_halves", new(2), 32, 0, new Parameters(run.Upload([.. Enumerable.Range(1, 15).Select(i => (float)i)]), to, 3, 5, 8));

        Assert.Equal(
            Enumerable.Range(0, 24).Select(i => i % 8 < 5 ? (float)(i / 8 * 5 + i % 8 + 1) : 0),
            run.DownloadHalves(to, 24).Select(bits => (float)BitConverter.UInt16BitsToHalf(bits)));
    }
}
