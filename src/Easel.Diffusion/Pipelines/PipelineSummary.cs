namespace Easel.Diffusion.Pipelines;

/// <summary>What kind of model a pipeline runs.</summary>
/// <param name="Family">such as <c>Stable Diffusion v1</c></param>
/// <param name="Checkpoint">the file or folder it was read from</param>
public sealed record PipelineSummary(string Family, string Checkpoint);
