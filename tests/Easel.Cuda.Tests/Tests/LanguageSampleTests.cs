namespace Easel.Cuda.Tests.Tests;

/// <summary>What clang makes of ordinary code, interpreted, against the same in C#.</summary>
public sealed class LanguageSampleTests
{
    private readonly record struct Parameters(nint From, nint To, int Count);

    [Fact]
    public void Lanes_that_take_their_own_number_of_turns_meet_again()
    {
        using var run = KernelRun.OfSample("language");
        nint to = run.AllocateFloats(1000);

        run.Launch("collatz", new(8), 128, 0, new Parameters(0, to, 1000));

        Assert.Equal(Enumerable.Range(1, 1000).Select(Steps), run.DownloadFloats(to, 1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sums_over_blocks_are_right_with_blocks_side_by_side(int blocksAtOnce)
    {
        using var run = KernelRun.OfSample("language");
        run.Driver.BlocksAtOnce = blocksAtOnce;
        float[] numbers = [.. Enumerable.Range(0, 2000).Select(i => (float)(i % 17 - 5))];
        nint from = run.Upload(numbers);
        nint to = run.AllocateFloats(8);

        run.Launch("block_sums", new(8), 256, 0, new Parameters(from, to, 2000));

        Assert.Equal(numbers.Chunk(256).Select(chunk => chunk.Sum()), run.DownloadFloats(to, 8));
    }

    [Fact]
    public void A_tile_is_transposed_by_way_of_shared_memory()
    {
        using var run = KernelRun.OfSample("language");
        float[] numbers = [.. Enumerable.Range(0, 1024).Select(i => (float)i)];
        nint from = run.Upload(numbers);
        nint to = run.AllocateFloats(1024);

        run.Launch("transpose", new(1), 256, 0, new Parameters(from, to, 0));

        Assert.Equal(Enumerable.Range(0, 1024).Select(i => numbers[i % 32 * 32 + i / 32]), run.DownloadFloats(to, 1024));
    }

    [Fact]
    public void A_lanes_own_array_and_a_table_hold_what_they_should()
    {
        using var run = KernelRun.OfSample("language");
        int[] weights = [3, -1, 4, 1, -5, 9, 2, 6];
        float[] numbers = [.. Enumerable.Range(0, 40 * 8).Select(i => (float)(i * 7919 % 101))];
        nint from = run.Upload(numbers);
        nint to = run.AllocateFloats(40);

        run.Launch("sort_and_weigh", new(1), 40, 0, new Parameters(from, to, 0));

        IEnumerable<float> expected = numbers.Chunk(8).Select((chunk, thread) => chunk.Order().Select((x, k) => x * weights[(k + thread) % 8]).Sum());
        Assert.Equal(expected, run.DownloadFloats(to, 40));
    }

    [Fact]
    public void Formulas_are_right_to_a_millionth()
    {
        using var run = KernelRun.OfSample("language");
        float[] x = [.. Enumerable.Range(0, 32).Select(i => (i - 15.5f) / 4)];
        nint from = run.Upload(x);
        nint to = run.AllocateFloats(12 * 32);

        run.Launch("formulas", new(1), 32, 0, new Parameters(from, to, 32));

        float[] found = run.DownloadFloats(to, 12 * 32);
        Func<double, double>[] formulas =
        [
            v => Math.Pow(2, v), Math.Exp, v => 1 / v, v => 1 / Math.Sqrt(Math.Abs(v)), v => Math.Sqrt(Math.Abs(v)), ErrorFunction,
            v => v / (1 + Math.Exp(-v)), v => v / 2 * (1 + ErrorFunction(v / Math.Sqrt(2))), v => v / (1 + Math.Exp(-1.702 * v)),
            v => (double)(Half)v, v => (double)(Half)(2 * v), _ => x.Max(),
        ];
        for (int formula = 0; formula < formulas.Length; formula++)
        {
            for (int i = 0; i < 32; i++)
            {
                double expected = formulas[formula](x[i]);
                Assert.Equal(expected, found[32 * formula + i], 1e-6 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    private static float Steps(int n)
    {
        int steps = 0;
        for (long m = n; m != 1; m = m % 2 == 0 ? m / 2 : 3 * m + 1)
        {
            steps++;
        }

        return steps;
    }

    /// <summary>erf by its series, right to 1e-12 up to 4.</summary>
    private static double ErrorFunction(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 100; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
