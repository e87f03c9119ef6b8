using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>A picture that is painted and checked, before it is stamped and written.</summary>
/// <param name="RequestNumber">which of the run's requests it belongs to, from 0</param>
/// <param name="Request">that request</param>
/// <param name="Update">which of the request's pictures it is</param>
/// <param name="Image">what it looks like</param>
internal sealed record FinishedPicture(int RequestNumber, ImageRequest Request, ImageUpdate Update, Image Image)
{
    /// <summary>What the safety check found; none if there was no check.</summary>
    public JsonObject? Safety { get; init; }

    /// <summary>Its only colour, <c>#rrggbb</c>; none if it has more, or something else took its place.</summary>
    public string? Flat { get; init; }

    /// <summary>What is left of what was painted, from the top left; all of it if none is given.</summary>
    public (int Width, int Height)? Kept { get; init; }

    /// <summary>The number that names its noise.</summary>
    public ulong Seed => Request.SeedOf(Update.Iteration);
}
