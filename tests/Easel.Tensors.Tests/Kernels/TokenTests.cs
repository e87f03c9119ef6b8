using System.Runtime.InteropServices;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Kernels.Gemm;
using Easel.Tensors.Kernels.Reference;

namespace Easel.Tensors.Tests.Kernels;

public class TokenTests
{
    /// <summary>Rows and columns of the map, channels, tokens left.</summary>
    public static TheoryData<int, int, int, int> Maps => new()
    {
        { 1, 1, 3, 1 },
        { 2, 2, 5, 1 },
        { 4, 4, 8, 9 },
        { 5, 7, 17, 12 },
        { 5, 7, 17, 35 },
        { 1, 9, 40, 5 },
        { 8, 8, 33, 32 },
        { 13, 10, 64, 70 },
        { 16, 12, 320, 96 },
    };

    [Theory, MemberData(nameof(Maps))]
    public void Matching_is_as_defined_on_every_target(int height, int width, int channels, int count)
    {
        float[] first = Samples.Between(-1, 1, height * width * channels, seed: 1);
        float[] second = Samples.Between(-1, 1, height * width * channels, seed: 2);
        int[] expected = [.. ReferenceTokens.Match(first, height, width, count), .. ReferenceTokens.Match(second, height, width, count)];

        foreach (GemmTarget target in GemmTargets.All)
        {
            foreach (int threads in (int[])[1, 3])
            {
                using CpuDevice device = Products.Device(target.Name, threads: threads);
                Tensor rows = device.MatchTokens(device.Upload([.. first, .. second], [2, height * width, channels]), width, count);

                Assert.Equal(expected, Rows(rows));
            }
        }
    }

    [Fact]
    public void Equal_tokens_go_first_and_zeros_last()
    {
        // Patches of one row: destinations are tokens 0 and 3. Tokens 1 and 2 point as these do, or nowhere.
        using CpuDevice device = new(1);
        Tensor like = device.Upload([1f, 3, 9, 9, 2, 4, 2, 4], [1, 4, 2]);
        Tensor zero = device.Upload([1f, 2, 0, 0, 1, 2, 5, 4], [1, 4, 2]);

        Assert.Equal([0, 1, 2, 2], Rows(device.MatchTokens(like, width: 4, count: 3)));
        Assert.Equal([0, 1, 0, 2], Rows(device.MatchTokens(zero, width: 4, count: 3)));
    }

    [Fact]
    public void On_a_map_of_many_cosines_every_token_still_finds_the_one_like_it()
    {
        // 4800 x 1600 cosines are more than are held at once. The tokens of a patch are alike, and no two patches are.
        const int Side = 80;
        int[] patches = [.. Enumerable.Range(0, Side * Side).Select(token => (token / Side / 2 * (Side / 2)) + (token % Side / 2))];
        float[] x = [.. patches.SelectMany(patch => new[] { MathF.Cos(patch * MathF.Tau / 1600), MathF.Sin(patch * MathF.Tau / 1600) })];
        using CpuDevice device = new(2);

        int[] rows = Rows(device.MatchTokens(device.Upload(x, [1, Side * Side, 2]), Side, count: 1600));

        Assert.Equal(1600, patches.Zip(rows).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 1600), rows.Distinct().Order());
    }

    [Theory, MemberData(nameof(Maps))]
    public void Merging_is_the_mean_and_spreading_gives_it_back(int height, int width, int channels, int count)
    {
        int tokens = height * width;
        float[] x = Samples.Between(-1, 1, 2 * tokens * channels, seed: 3);
        float[] residual = Samples.Between(-1, 1, 2 * tokens * channels, seed: 4);
        int[] rows = [.. Enumerable.Range(0, 2 * tokens).Select(i => i * 7 % count)];
        using CpuDevice device = new(3);
        Tensor places = device.Upload(rows, [2, tokens]);

        Tensor merged = device.MergeTokens(device.Upload(x, [2, tokens, channels]), places, count);
        Tensor spread = device.SpreadTokens(merged, places, device.Upload(residual, [2, tokens, channels]));

        float[] few = Products.Values(merged);
        for (int sample = 0; sample < 2; sample++)
        {
            Range all = (sample * tokens * channels)..((sample + 1) * tokens * channels);
            Range left = (sample * count * channels)..((sample + 1) * count * channels);
            int[] own = rows[(sample * tokens)..((sample + 1) * tokens)];
            Compare.Absolute(ReferenceTokens.Merge(x[all], own, count), few[left], Tolerances.Epilogue);
            Compare.Absolute(ReferenceTokens.Spread(few[left], own, residual[all]), Products.Values(spread)[all], Tolerances.Epilogue);
        }
    }

    [Fact]
    public void What_is_no_number_is_still_put_somewhere()
    {
        float[] x = Samples.Between(-1, 1, 64 * 8, seed: 5);
        x.AsSpan(100, 200).Fill(float.NaN);
        using CpuDevice device = new(2);

        int[] rows = Rows(device.MatchTokens(device.Upload(x, [1, 64, 8]), width: 8, count: 40));

        Assert.Equal(Enumerable.Range(0, 40), rows.Distinct().Order());
    }

    [Fact]
    public void Wrong_extents_are_named()
    {
        using CpuDevice device = new(1);
        Tensor x = device.Upload(new float[24], [1, 4, 6]);
        Tensor rows = device.Upload([0, 1, 2, 1], [1, 4]);

        Assert.Contains("height * 3", Assert.Throws<ArgumentException>(() => device.MatchTokens(x, width: 3, count: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 4 can be left", Assert.Throws<ArgumentOutOfRangeException>(() => device.MatchTokens(x, width: 2, count: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("rows 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => device.MergeTokens(x, rows, count: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 3, 6]", Assert.Throws<ArgumentException>(() => device.SpreadTokens(device.Upload(new float[15], [1, 3, 5]), rows, x)).Message, StringComparison.Ordinal);
    }

    private static int[] Rows(Tensor rows)
    {
        // Device reads numbers back as float32 only; on this one they lie in the process's memory.
        int[] values = new int[rows.Shape.Count];
        Marshal.Copy(rows.Address, values, 0, values.Length);
        return values;
    }
}
