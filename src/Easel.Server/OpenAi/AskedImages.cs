using Easel.Diffusion;
using Easel.Server.Models;

namespace Easel.Server.OpenAi;

/// <summary>What a client of OpenAI's API asks to be painted, read and checked.</summary>
internal sealed record AskedImages
{
    /// <summary>What is painted.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>What paints it.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>The form of pictures' files.</summary>
    public required OutputFormat Format { get; init; }

    /// <summary>low to max, as it is given back.</summary>
    public required string Quality { get; init; }

    /// <summary>Whether addresses are given instead of files.</summary>
    public bool GivesAddresses { get; init; }

    /// <summary>Whether events are sent while it is painted.</summary>
    public bool Streams { get; init; }

    /// <summary>How many unfinished pictures are sent of each, 0 to 3.</summary>
    public int Partials { get; init; }

    /// <summary>What the client calls its own user; given back.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>Pixels per row and rows, as OpenAI writes it.</summary>
    public string Size => FormattableString.Invariant($"{Request.Width}x{Request.Height}");
}
