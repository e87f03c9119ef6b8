using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Noise;

/// <summary>
/// <c>torch.randn</c> in float32 on the CPU, after <c>torch.manual_seed</c>. Draws of fewer than 16 numbers come in pairs by Box-Muller in float64
/// (a half pair is kept for the next such draw); longer ones by Box-Muller in float32 on blocks of 16, as PyTorch does on x86 with AVX2.
/// </summary>
internal sealed class TorchNoise(ulong seed) : NoiseSource(NoiseKind.Torch, seed)
{
    private const int Block = 16;

    // The generator takes the lower half of a seed.
    private readonly MersenneTwister _bits = new((uint)seed);
    private double? _spare;

    /// <inheritdoc/>
    private protected override (ulong Position, double? Spare) Place
    {
        get => (_bits.Position, _spare);
        set => (_bits.Position, _spare) = value;
    }

    /// <inheritdoc/>
    public override void Draw(Span<float> destination)
    {
        if (destination.Length < Block)
        {
            foreach (ref float number in destination)
            {
                number = (float)NextNormal();
            }

            return;
        }

        // All bits of a tensor are taken before the first number is made.
        FillUniform(destination);
        for (int i = 0; i + Block <= destination.Length; i += Block)
        {
            MakeNormal(destination.Slice(i, Block));
        }

        if (destination.Length % Block != 0)
        {
            // The last block of a ragged tensor overlaps the one before, with new bits.
            FillUniform(destination[^Block..]);
            MakeNormal(destination[^Block..]);
        }
    }

    /// <summary>Sixteen uniform numbers become normal ones, in pairs of the first and the second half.</summary>
    private static void MakeNormal(Span<float> block)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            float radius = MathF.Sqrt(-2 * CephesMath.Log(1 - block[i]));
            (float sine, float cosine) = CephesMath.SinCos(2 * MathF.PI * block[i + (Block / 2)]);
            block[i] = radius * cosine;
            block[i + (Block / 2)] = radius * sine;
        }
    }

    /// <summary>Numbers in [0, 1), multiples of 2^-24.</summary>
    private void FillUniform(Span<float> destination)
    {
        foreach (ref float number in destination)
        {
            number = (_bits.Next() & 0xFFFFFF) * (1f / (1 << 24));
        }
    }

    private double NextNormal()
    {
        if (_spare is double spare)
        {
            _spare = null;
            return spare;
        }

        double turn = NextUniform();
        double radius = Math.Sqrt(-2 * DeterministicMath.Log(1 - NextUniform()));
        (double sine, double cosine) = DeterministicMath.SinCos(2 * Math.PI * turn);
        _spare = radius * sine;
        return radius * cosine;
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    private double NextUniform()
    {
        ulong upper = _bits.Next();
        return (((upper << 32) | _bits.Next()) & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));
    }
}
