using Easel.Cuda;
using Easel.Cuda.Driver;

namespace Easel.Cli.Doctor;

/// <summary>A card, and whether it can be used.</summary>
/// <param name="Card">The card.</param>
/// <param name="FreeMemory">Bytes that are free; none if it could not be opened.</param>
/// <param name="Obstacle">Why it cannot be used; none if it can.</param>
internal sealed record FoundCard(Card Card, long? FreeMemory, string? Obstacle)
{
    /// <summary>Opens a card for as long as that takes.</summary>
    public static FoundCard Of(Card card, CardSurvey survey)
    {
        if (card.Obstacle is not null)
        {
            return new FoundCard(card, null, card.Obstacle);
        }

        try
        {
            return new FoundCard(card, survey.MemoryOf(card).Free, null);
        }
        catch (CudaException exception)
        {
            return new FoundCard(card, null, exception.Message);
        }
    }
}
