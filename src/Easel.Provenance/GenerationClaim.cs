namespace Easel.Provenance;

/// <summary>What a signature stands for: how a picture was made.</summary>
public sealed record GenerationClaim
{
    /// <summary>The name of the program, such as <c>Easel</c>.</summary>
    public required string Generator { get; init; }

    /// <summary>Its version, such as <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When the picture was finished, by this machine's clock; nobody else confirms it.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Whether all of it is the model's, or also parts of another picture.</summary>
    public SourceKind Source { get; init; } = SourceKind.Model;

    /// <summary>The model's family, such as <c>Stable Diffusion v1</c>.</summary>
    public string? ModelFamily { get; init; }

    /// <summary>SHA-256 of the model's file, 64 small hexadecimal digits; none if it is no single file.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>What was to be painted; none for a grid of pictures.</summary>
    public ClaimedPrompt? Prompt { get; init; }

    /// <summary>What was not to be painted; none if there was no such prompt.</summary>
    public ClaimedPrompt? NegativePrompt { get; init; }

    /// <summary>The number that names the noise.</summary>
    public ulong? Seed { get; init; }

    /// <summary>SHA-256 of the picture that painting began with, 64 small hexadecimal digits; none if it began with noise.</summary>
    public string? InitialSha256 { get; init; }

    /// <summary>Digests of the latents after each step, in order, and of the decoded picture; none if they were not taken.</summary>
    public ClaimedDigests? Digests { get; init; }
}

/// <summary>Digests by which a run can be compared with another.</summary>
/// <param name="Latents">SHA-256 of the latent after each step, over its float32 values, lowest byte first; 64 small hexadecimal digits each</param>
/// <param name="Picture">the same of the decoder's output, before anything is rounded; none if it was not taken</param>
public sealed record ClaimedDigests(IReadOnlyList<string> Latents, string? Picture);
