using Easel.Tensors.Kernels;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class LanesTests
{
    private static readonly float[] s_numbers =
        [0, -0f, 1, -1, 1.5f, -2.25f, 3e-39f, -1e-45f, 1e30f, -3e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 7, 0.1f, -0.3f];

    [Fact]
    public void Every_width_has_its_count()
    {
        Assert.Equal([1, 4, 8, 16, 16], [Lanes1.Count, Lanes4.Count, Lanes8.Count, Lanes16.Count, Twin<Lanes8>.Count]);
    }

    [Fact]
    public void Arithmetic_gives_the_bits_of_single_numbers()
    {
        (float[] a, float[] b) = Pairs();

        float[] results = Widths.Agree(new Arithmetic(a, b));

        for (int i = 0; i < a.Length; i++)
        {
            float[] expected = [a[i] + b[i], a[i] - b[i], a[i] * b[i], a[i] / b[i], -a[i], MathF.FusedMultiplyAdd(a[i], b[i], a[i]), MathF.Sqrt(a[i])];
            Compare.Bits(expected, results.AsSpan(i * 7, 7), $"of {a[i]} and {b[i]}");
        }
    }

    [Fact]
    public void Comparisons_let_the_second_operand_through_where_one_is_not_a_number()
    {
        (float[] a, float[] b) = Pairs();

        float[] results = Widths.Agree(new Comparisons(a, b));

        for (int i = 0; i < a.Length; i++)
        {
            float[] expected = [a[i] > b[i] ? a[i] : b[i], a[i] < b[i] ? a[i] : b[i], a[i] > b[i] ? 1 : 2];
            Compare.Bits(expected, results.AsSpan(i * 3, 3), $"of {a[i]} and {b[i]}");
        }
    }

    [Fact]
    public void Bits_are_those_of_integers()
    {
        (float[] a, float[] b) = Pairs();

        float[] results = Widths.Agree(new BitOperations(a, b));

        for (int i = 0; i < a.Length; i++)
        {
            int x = BitConverter.SingleToInt32Bits(a[i]);
            int y = BitConverter.SingleToInt32Bits(b[i]);
            int[] expected = [x & y, x | y, x ^ y, x + y, x << 5, x >>> 5, x > y ? 1 : 2];
            Compare.Bits([.. expected.Select(BitConverter.Int32BitsToSingle)], results.AsSpan(i * 7, 7), $"of {x:x} and {y:x}");
        }
    }

    [Fact]
    public void Sums_and_maxima_across_join_halves()
    {
        float[] x = Samples.Normal(16, seed: 1);
        float[] sums = x;
        for (int half = 8; half > 0; half /= 2)
        {
            sums = [.. sums.Take(half).Select((value, i) => value + sums[i + half])];
        }

        float[] across = Widths.Agree(new Across(x));

        Compare.Bits([sums[0], x.Max()], across, "across");
    }

    private static (float[] A, float[] B) Pairs()
        => ([.. s_numbers.SelectMany(a => Enumerable.Repeat(a, 16))], [.. s_numbers.SelectMany(_ => s_numbers)]);

    private readonly struct Arithmetic(float[] a, float[] b) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
            => ForAll<TLanes>(a, b, static (x, y) => [x + y, x - y, x * y, x / y, -x, TLanes.MultiplyAdd(x, y, x), TLanes.Sqrt(x)]);
    }

    private readonly struct Comparisons(float[] a, float[] b) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
            => ForAll<TLanes>(a, b, static (x, y) => [TLanes.Max(x, y), TLanes.Min(x, y), TLanes.Select(TLanes.Greater(x, y), TLanes.Splat(1), TLanes.Splat(2))]);
    }

    private readonly struct BitOperations(float[] a, float[] b) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
            => ForAll<TLanes>(a, b, static (x, y) =>
            [
                x & y, x | y, x ^ y, TLanes.AddBits(x, y), TLanes.ShiftBitsLeft(x, 5), TLanes.ShiftBitsRight(x, 5),
                TLanes.Select(TLanes.GreaterBits(x, y), TLanes.SplatBits(1), TLanes.SplatBits(2)),
            ]);
    }

    private readonly struct Across(float[] x) : IAtWidth
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            fixed (float* from = x)
            {
                return [TSixteen.Load(from).AddAcross(), TSixteen.Load(from).MaxAcross()];
            }
        }
    }

    /// <summary>All results of element 0, then all of element 1 …</summary>
    private static float[] ForAll<TLanes>(float[] a, float[] b, Func<TLanes, TLanes, TLanes[]> operations) where TLanes : struct, ILanes<TLanes>
    {
        List<float> results = [];
        float* stored = stackalloc float[16];
        fixed (float* x = a, y = b)
        {
            for (int i = 0; i < a.Length; i += TLanes.Count)
            {
                TLanes[] all = operations(TLanes.Load(x + i), TLanes.Load(y + i));
                for (int lane = 0; lane < TLanes.Count; lane++)
                {
                    foreach (TLanes one in all)
                    {
                        one.Store(stored);
                        results.Add(stored[lane]);
                    }
                }
            }
        }

        return [.. results];
    }
}
