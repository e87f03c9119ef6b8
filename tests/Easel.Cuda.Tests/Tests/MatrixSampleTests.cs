using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>Copies, matrix loads and matrix products, interpreted, against the definition.</summary>
public sealed class MatrixSampleTests
{
    private readonly record struct Parameters(nint A, nint B, nint C, int Rows, int Columns, int Depth);

    [Fact]
    public void A_small_product_is_exact()
    {
        using var run = KernelRun.OfSample("matrices");
        float[] a = Numbers(16 * 16, 3);
        float[] b = Numbers(16 * 8, 5);
        nint c = run.AllocateFloats(128);

        run.Launch("small_product", new(1), 32, 1024, new Parameters(run.Upload(Halves(a)), run.Upload(Halves(b)), c, 16, 8, 16));

        Assert.Equal(Product(a, b, 16, 8, 16), run.DownloadFloats(c, 128));
    }

    [Fact]
    public void A_small_product_of_a_transposed_matrix_is_exact()
    {
        using var run = KernelRun.OfSample("matrices");
        float[] a = Numbers(16 * 16, 3);
        float[] b = Numbers(16 * 8, 5); // [depth, columns]
        float[] transposed = [.. Enumerable.Range(0, 128).Select(i => b[i % 16 * 8 + i / 16])];
        nint c = run.AllocateFloats(128);

        run.Launch("small_product_transposed", new(1), 32, 1024, new Parameters(run.Upload(Halves(a)), run.Upload(Halves(b)), c, 16, 8, 16));

        Assert.Equal(Product(a, transposed, 16, 8, 16), run.DownloadFloats(c, 128));
    }

    [Theory]
    [InlineData(64, 64, 32)]
    [InlineData(70, 130, 96)]
    [InlineData(1, 3, 160)]
    public void A_tiled_product_is_exact_at_odd_sizes(int rows, int columns, int depth)
    {
        using var run = KernelRun.OfSample("matrices");
        float[] a = Numbers(rows * depth, 3);
        float[] b = Numbers(columns * depth, 5);
        nint c = run.AllocateFloats(rows * columns);

        run.Launch("tiled_product", new((columns + 63) / 64, (rows + 63) / 64), 128, 3 * 128 * 80,
            new Parameters(run.Upload(Halves(a)), run.Upload(Halves(b)), c, rows, columns, depth));

        Assert.Equal(Product(a, b, rows, columns, depth), run.DownloadFloats(c, rows * columns));
    }

    [Theory]
    [InlineData("product_without_wait", "a wait is missing")]
    [InlineData("product_without_barrier", "since the last barrier")]
    public void A_product_that_leaves_something_out_is_found(string kernel, string message)
    {
        using var run = KernelRun.OfSample("matrices");
        nint a = run.Upload(Halves(Numbers(64 * 128, 3)));
        nint c = run.AllocateFloats(64 * 64);

        KernelFaultException fault = Assert.Throws<KernelFaultException>(() => run.Launch(kernel, new(1), 128, 3 * 128 * 80, new Parameters(a, a, c, 64, 64, 128)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Small whole numbers: halves hold them, and sums of products are exact in floats.</summary>
    private static float[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (float)((i * 31 + seed) * 17 % 23 - 11))];

    private static ushort[] Halves(float[] values) => [.. values.Select(value => BitConverter.HalfToUInt16Bits((Half)value))];

    private static float[] Product(float[] a, float[] b, int rows, int columns, int depth)
    {
        float[] c = new float[rows * columns];
        for (int i = 0; i < rows * columns; i++)
        {
            ReadOnlySpan<float> row = a.AsSpan(i / columns * depth, depth);
            ReadOnlySpan<float> column = b.AsSpan(i % columns * depth, depth);
            for (int k = 0; k < depth; k++)
            {
                c[i] += row[k] * column[k];
            }
        }

        return c;
    }
}
