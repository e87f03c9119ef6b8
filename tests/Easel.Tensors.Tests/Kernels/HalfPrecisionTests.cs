using Easel.Tensors.Kernels;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Kernels;

public sealed unsafe class HalfPrecisionTests
{
    private static readonly ushort[] s_all = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];

    [Fact]
    public void Every_half_widens_exactly()
    {
        float[] actual = Widths.Agree(new Widening<Float16>(s_all));

        Compare.Bits([.. s_all.Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))], actual, "System.Half");
        Compare.Bits([.. s_all.Select(ReferenceConversions.FromFloat16)], actual, "reference");
    }

    [Fact]
    public void Every_bfloat16_widens_exactly()
    {
        float[] actual = Widths.Agree(new Widening<BFloat16>(s_all));

        Compare.Bits([.. s_all.Select(ReferenceConversions.FromBFloat16)], actual, "reference");
    }

    [Fact]
    public void Every_half_comes_back_and_so_do_the_ties_between_them()
    {
        float[] x = [.. s_all.Where(bits => (bits & 0x7FFF) < 0x7C00).SelectMany(bits => Around(ReferenceConversions.FromFloat16(bits), Next16(bits)))];

        float[] actual = Widths.Agree(new Narrowing<Float16>(x));

        Compare.Bits([.. x.Select(value => (float)BitConverter.HalfToUInt16Bits((Half)value))], actual, "System.Half");
    }

    [Fact]
    public void Narrowing_rounds_as_the_reference_does()
    {
        float[] x =
        [
            .. Samples.Normal(2000, seed: 1), .. Samples.Normal(2000, seed: 2, deviation: 1e-6), .. Samples.Normal(2000, seed: 3, deviation: 3e4),
            65504, 65519.99f, 65520, 65536, 1e9f, 0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, 3.3961775e38f, float.Epsilon,
            1 + (1f / 256), 1 + (3f / 256), 1 + (1f / 256) + 1e-6f, 2.9802322e-8f, 2.9802326e-8f, 8.940697e-8f,
        ];

        float[] half = Widths.Agree(new Narrowing<Float16>(x));
        float[] brain = Widths.Agree(new Narrowing<BFloat16>(x));

        Compare.Bits([.. x.Select(value => (float)ReferenceConversions.ToFloat16(value))], half, "float16");
        Compare.Bits([.. x.Select(value => (float)ReferenceConversions.ToBFloat16(value))], brain, "bfloat16");
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        // The smallest and the largest fraction that are not numbers: rounding must not carry them away.
        float[] x = [.. new uint[] { 0x7F80_0001, 0x7FFF_FFFF, 0xFF80_0001, 0xFFFF_FFFF, 0x7FC0_0000 }.Select(BitConverter.UInt32BitsToSingle)];
        x = [.. x, .. x, .. x, .. x];

        float[] half = Widths.Agree(new Narrowing<Float16>(x));
        float[] brain = Widths.Agree(new Narrowing<BFloat16>(x));

        Assert.All(half, bits => Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf((ushort)bits))));
        Assert.All(brain, bits => Assert.True(float.IsNaN(ReferenceConversions.FromBFloat16((ushort)bits))));
    }

    [Fact]
    public void Lengths_end_where_they_should_and_nothing_behind_them_is_touched()
    {
        foreach (int length in Samples.Lengths)
        {
            ushort[] x = s_all[0x3000..(0x3000 + length)];

            float[] wide = Widths.Agree(new Widening<Float16>(x));
            float[] narrow = Widths.Agree(new Narrowing<Float16>(wide));

            Compare.Bits([.. x.Select(ReferenceConversions.FromFloat16)], wide, $"length {length}");
            Compare.Bits([.. x.Select(bits => (float)bits)], narrow, $"length {length}, narrowed");
        }
    }

    private static float Next16(ushort bits) => (bits & 0x7FFF) == 0x7BFF ? 65536 * Math.Sign(ReferenceConversions.FromFloat16(bits)) : ReferenceConversions.FromFloat16((ushort)(bits + 1));

    /// <summary>A number, the middle between it and the next, and what lies just before and after the middle.</summary>
    private static float[] Around(float value, float next)
    {
        float middle = (value + next) / 2;
        return [value, middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)];
    }

    private readonly struct Widening<TForm>(ushort[] x) : IAtWidth where TForm : struct, IHalfPrecision
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            using GuardedMemory from = new(x.Length * sizeof(ushort));
            using GuardedMemory to = new(x.Length * sizeof(float));
            x.CopyTo(new Span<ushort>(from.Address, x.Length));

            HalfPrecision.Widen<TForm, TLanes>((ushort*)from.Address, (float*)to.Address, x.Length);

            return new Span<float>(to.Address, x.Length).ToArray();
        }
    }

    /// <summary>Gives the 16 bits as whole numbers.</summary>
    private readonly struct Narrowing<TForm>(float[] x) : IAtWidth where TForm : struct, IHalfPrecision
    {
        public float[] Run<TLanes, TSixteen>()
            where TLanes : struct, ILanes<TLanes>
            where TSixteen : struct, ILanes<TSixteen>
        {
            using GuardedMemory from = new(x.Length * sizeof(float));
            using GuardedMemory to = new(x.Length * sizeof(ushort));
            x.CopyTo(new Span<float>(from.Address, x.Length));

            HalfPrecision.Narrow<TForm, TLanes>((float*)from.Address, (ushort*)to.Address, x.Length);

            return [.. new Span<ushort>(to.Address, x.Length).ToArray().Select(bits => (float)bits)];
        }
    }
}
