using Easel.Diffusion;
using Easel.Diffusion.Approximations;

namespace Easel.Painting.Texts;

/// <summary>Approximations as the user writes them.</summary>
internal static class FastText
{
    /// <summary>Reads a choice of approximations.</summary>
    /// <exception cref="UsageException">The text is none.</exception>
    public static ApproximationChoice Read(string text)
    {
        try
        {
            return ApproximationText.Read(text);
        }
        catch (GenerationException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
