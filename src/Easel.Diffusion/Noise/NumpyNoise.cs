using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Noise;

/// <summary><c>numpy.random.RandomState(seed).randn</c>: the polar method in float64. Marsaglia and Bray 1964, doi:10.1137/1006063.</summary>
internal sealed class NumpyNoise : NoiseSource
{
    private readonly MersenneTwister _bits;
    private double? _spare;

    public NumpyNoise(ulong seed) : base(NoiseKind.Numpy, seed)
    {
        if (seed > uint.MaxValue)
        {
            throw new GenerationException($"Seed {seed} is none of NumPy's: they are 0 to {uint.MaxValue}. Take one of these, or other noise.");
        }

        _bits = new MersenneTwister((uint)seed);
    }

    /// <inheritdoc/>
    private protected override (ulong Position, double? Spare) Place
    {
        get => (_bits.Position, _spare);
        set => (_bits.Position, _spare) = value;
    }

    /// <inheritdoc/>
    public override void Draw(Span<float> destination)
    {
        foreach (ref float number in destination)
        {
            number = (float)NextNormal();
        }
    }

    /// <summary>The next numbers, before they are rounded to float32.</summary>
    public void Draw(Span<double> destination)
    {
        foreach (ref double number in destination)
        {
            number = NextNormal();
        }
    }

    private double NextNormal()
    {
        if (_spare is double spare)
        {
            _spare = null;
            return spare;
        }

        double x;
        double y;
        double square;
        do
        {
            x = (2 * NextUniform()) - 1;
            y = (2 * NextUniform()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double scale = Math.Sqrt(-2 * DeterministicMath.Log(square) / square);
        _spare = scale * x;
        return scale * y;
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    private double NextUniform()
    {
        ulong upper = _bits.Next() >> 5;
        return ((upper << 26) + (_bits.Next() >> 6)) * (1.0 / (1UL << 53));
    }
}
