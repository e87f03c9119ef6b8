using System.Text.Json.Serialization;

namespace Easel.Server.OpenAi;

/// <summary>A picture of an answer: its file, or where it is.</summary>
internal sealed record ImageItem
{
    /// <summary>The file; written as base64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("b64_json")]
    public byte[]? File { get; init; }

    /// <summary>Where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>The number that names its noise: Easel's own.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>What was read and painted, counted as the network does: tokens of the prompts; places of latents.</summary>
internal sealed record ImageUsage(long InputTokens, TokenShares InputTokensDetails, long OutputTokens, long TotalTokens, TokenShares OutputTokensDetails)
{
    /// <summary>Both sides counted together.</summary>
    /// <param name="text">Tokens of the prompts.</param>
    /// <param name="read">Places of the latent that a run began with.</param>
    /// <param name="painted">Places of the latents that were painted.</param>
    public static ImageUsage Of(long text, long read, long painted) => new(text + read, new TokenShares(read, text), painted, text + read + painted, new TokenShares(painted, 0));
}

/// <summary>Tokens of pictures and of texts.</summary>
internal sealed record TokenShares(long ImageTokens, long TextTokens);

/// <summary>The answer of <c>/v1/images/generations</c> and <c>/v1/images/edits</c>.</summary>
internal sealed record ImagesAnswer(long Created, IReadOnlyList<ImageItem> Data, string Background, string OutputFormat, string Quality, string Size, ImageUsage Usage)
{
    /// <summary>What the client calls its own user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SafetyIdentifier { get; init; }

    /// <summary>What the client should know though pictures are painted: Easel's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>An event of a stream.</summary>
internal sealed record ImageEvent(string Type, [property: JsonPropertyName("b64_json")] byte[] File, string Background, long CreatedAt, string OutputFormat, string Quality, string Size)
{
    /// <summary>Which of a picture's unfinished ones, from 0; none of a finished one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PartialImageIndex { get; init; }

    /// <summary>What was read and painted; of a finished one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageUsage? Usage { get; init; }

    /// <summary>What the client calls its own user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SafetyIdentifier { get; init; }
}
