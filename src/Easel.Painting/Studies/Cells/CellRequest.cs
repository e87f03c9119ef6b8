using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Studies.Cells;

/// <summary>One picture of a study: all that it depends on.</summary>
/// <param name="Request">what to paint: one picture</param>
/// <param name="Model">with which model, opened how</param>
internal sealed record CellRequest(ImageRequest Request, PipelineOptions Model);
