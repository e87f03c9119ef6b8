namespace Easel.Diffusion.Pipelines;

/// <summary>Layers whose results were infinite or not numbers in less than float32, and were computed again in float32.</summary>
/// <param name="Stage">In which part of the run.</param>
/// <param name="Step">In which step, from 1; 0 outside steps.</param>
/// <param name="Layers">Their names in the checkpoint, in order; of an attention the place that its projections share, such as <c>….attn1</c>.</param>
public sealed record RedoneLayers(RunStage Stage, int Step, IReadOnlyList<string> Layers);

/// <summary>Layers were computed again in float32, and the run goes on. Comes before the <see cref="StepUpdate"/> or <see cref="ImageUpdate"/> of what they belong to.</summary>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">which of the request's batches, from 0</param>
/// <param name="Pictures">which of the batch's pictures they belong to, from 0, in order</param>
/// <param name="Redone">where, and which</param>
public sealed record LayerRedoneUpdate(int Iteration, int Batch, IReadOnlyList<int> Pictures, RedoneLayers Redone) : RunUpdate;
