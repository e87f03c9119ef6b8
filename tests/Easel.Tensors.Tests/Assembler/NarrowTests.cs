using Easel.Tensors.Kernels.Mixed;
using Easel.Tensors.Kernels.Reference;
using Easel.Tensors.Tests.Memory;

namespace Easel.Tensors.Tests.Assembler;

/// <summary>The assembled conversions to half precision.</summary>
public sealed unsafe class NarrowTests
{
    private static readonly float[] s_remarkable =
    [
        0, -0f, 1, -1, 65504, 65519.99f, 65520, -65520, 65536, 1e9f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
        1 + (1f / 2048), 1 + (3f / 2048), 1 + (1f / 2048) + 1e-6f, 1 + (1f / 256), 1 + (3f / 256), 1 + (1f / 256) + 1e-6f, 1 + (1f / 256) - 1e-6f,
        6.1035156e-5f, 6.1e-5f, 5.9604645e-8f, 2.9802322e-8f, 2.9802326e-8f, 8.940697e-8f, 1e-10f, 1.1754944e-38f, -1.1754944e-38f,
        3.3961775e38f, 3.39e38f, float.Epsilon, 1e-39f, -1e-39f, 1.17549e-38f,
    ];

    [Fact]
    public void Float16_is_rounded_as_the_runtime_rounds_it_at_every_length()
    {
        MixedKernels kernels = Required(isBFloat16: false);
        foreach (int length in Samples.Lengths)
        {
            float[] x = Numbers(length);

            float[] actual = Narrow(kernels, x, scale: 1);

            Compare.Bits([.. x.Select(value => (float)BitConverter.HalfToUInt16Bits((Half)value))], actual, $"length {length}");
        }
    }

    [Fact]
    public void BFloat16_is_rounded_as_the_reference_rounds_it_at_every_length_but_for_subnormal_numbers_which_are_zero()
    {
        MixedKernels kernels = Required(isBFloat16: true);
        foreach (int length in Samples.Lengths)
        {
            float[] x = Numbers(length);

            float[] actual = Narrow(kernels, x, scale: 1);

            Compare.Bits([.. x.Select(value => (float)ReferenceConversions.ToBFloat16(float.IsSubnormal(value) ? MathF.CopySign(0, value) : value))], actual, $"length {length}");
        }
    }

    [Fact]
    public void Every_tie_between_two_halves_goes_to_the_even_one()
    {
        MixedKernels kernels = Required(isBFloat16: false);
        float[] x = [.. Enumerable.Range(0, 0x7C00).SelectMany(static bits => Around((ushort)bits))];

        float[] actual = Narrow(kernels, x, scale: 1);

        Compare.Bits([.. x.Select(value => (float)BitConverter.HalfToUInt16Bits((Half)value))], actual, "ties");
    }

    [Theory, InlineData(0.125f), InlineData(1024), InlineData(-1)]
    public void Numbers_are_multiplied_first(float scale)
    {
        float[] x = Samples.Normal(77, seed: 1);

        float[] half = Narrow(Required(isBFloat16: false), x, scale);
        float[] brain = Narrow(Required(isBFloat16: true), x, scale);

        Compare.Bits([.. x.Select(value => (float)BitConverter.HalfToUInt16Bits((Half)(value * scale)))], half, "float16");
        Compare.Bits([.. x.Select(value => (float)ReferenceConversions.ToBFloat16(value * scale))], brain, "bfloat16");
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        float[] x = [.. new uint[] { 0x7F80_0001, 0x7FFF_FFFF, 0xFF80_0001, 0xFFFF_FFFF, 0x7FC0_0000 }.Select(BitConverter.UInt32BitsToSingle)];
        x = [.. x, .. x, .. x, .. x, .. x];

        float[] half = Narrow(Required(isBFloat16: false), x, scale: 1);
        float[] brain = Narrow(Required(isBFloat16: true), x, scale: 1);

        Assert.All(half, bits => Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf((ushort)bits))));
        Assert.All(brain, bits => Assert.True(float.IsNaN(ReferenceConversions.FromBFloat16((ushort)bits))));
    }

    /// <summary>Remarkable numbers, each of which comes to every place of a register as lengths change, and others.</summary>
    private static float[] Numbers(int length)
        => [.. s_remarkable.Skip(length % s_remarkable.Length).Concat(Samples.Normal(length, seed: length, deviation: 100)).Concat(s_remarkable).Take(length)];

    /// <summary>A half, the middle between it and the next, and what lies just before and after the middle.</summary>
    private static float[] Around(ushort bits)
    {
        float value = ReferenceConversions.FromFloat16(bits);
        float next = bits == 0x7BFF ? 65536 : ReferenceConversions.FromFloat16((ushort)(bits + 1));
        float middle = (value + next) / 2;
        return [value, middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle), -middle];
    }

    private static MixedKernels Required(bool isBFloat16)
    {
        if (isBFloat16)
        {
            TileOperands.RequireBFloat16();
            return MixedKernels.BFloat16!.Value;
        }

        TileOperands.RequireFloat16();
        return MixedKernels.Float16!.Value;
    }

    /// <summary>Gives the 16 bits as whole numbers. Memory ends with the numbers.</summary>
    private static float[] Narrow(MixedKernels kernels, float[] x, float scale)
    {
        using GuardedMemory from = new(x.Length * sizeof(float));
        using GuardedMemory to = new(x.Length * sizeof(ushort));
        x.CopyTo(new Span<float>(from.Address, x.Length));

        kernels.Narrow((float*)from.Address, (ushort*)to.Address, x.Length, scale);

        return [.. new Span<ushort>(to.Address, x.Length).ToArray().Select(bits => (float)bits)];
    }
}
