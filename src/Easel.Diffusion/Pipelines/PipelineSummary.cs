namespace Easel.Diffusion.Pipelines;

/// <summary>What a pipeline has opened.</summary>
/// <param name="Family">The kind of model, such as <c>Stable Diffusion v1</c>.</param>
/// <param name="Checkpoint">The file or folder.</param>
/// <param name="Device">Where it runs, for people.</param>
public sealed record PipelineSummary(string Family, string Checkpoint, string Device = "")
{
    /// <summary>The file of the text encoder's vocabulary, if there is one.</summary>
    public string? Vocabulary { get; init; }
}
