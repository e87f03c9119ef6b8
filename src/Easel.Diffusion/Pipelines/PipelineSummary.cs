namespace Easel.Diffusion.Pipelines;

/// <summary>What a pipeline has opened.</summary>
/// <param name="Family">The kind of model, such as <c>Stable Diffusion v1</c>.</param>
/// <param name="Checkpoint">The file or folder.</param>
/// <param name="Device">Where it runs, for people.</param>
public sealed record PipelineSummary(string Family, string Checkpoint, string Device = "")
{
    /// <summary>
    /// SHA-256 of the model's numbers that a picture depends on beside the weights - sizes, latents' scale, noise, which weights - in small hexadecimal: the same whether
    /// a config told them or they were recognised.
    /// </summary>
    public string? Settings { get; init; }

    /// <summary>SHA-256 of what prompts are read with, in small hexadecimal: the same whichever file it came from.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The file of the text encoder's vocabulary, if there is one.</summary>
    public string? VocabularyFile { get; init; }
}
