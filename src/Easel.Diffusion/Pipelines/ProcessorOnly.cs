using Easel.Diffusion.Approximations;

namespace Easel.Diffusion.Pipelines;

/// <summary>What only the processor computes.</summary>
public static class ProcessorOnly
{
    /// <summary>The part of a choice of approximations that a card does not have, as it is written; none if a card has all.</summary>
    public static string? PartOf(ApproximationChoice approximations)
    {
        ArgumentNullException.ThrowIfNull(approximations);
        return approximations.UsesInt8 ? (ApproximationChoice.None with { UsesInt8 = true }).ToString() : null;
    }

    /// <summary>Refuses what a card does not have.</summary>
    /// <exception cref="GenerationException">The request asks for it.</exception>
    internal static void Refuse(ImageRequest request)
    {
        if (PartOf(request.Approximations) is string part)
        {
            throw new GenerationException($"'{part}' (--fast) is computed on the processor only. Leave it out, or use --device cpu.");
        }
    }
}
