namespace Easel.Diffusion.Noise;

/// <summary>A stream of standard normal numbers that a seed names.</summary>
public abstract class NoiseSource
{
    /// <summary>The next numbers, drawn as one tensor: how many are asked for at once matters to what comes.</summary>
    public abstract void Draw(Span<float> destination);

    /// <summary>The source of a kind, from the beginning.</summary>
    public static NoiseSource Create(NoiseKind kind, ulong seed) => throw new NotSupportedException($"{kind} {seed}");
}
