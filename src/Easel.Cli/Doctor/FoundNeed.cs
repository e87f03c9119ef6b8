using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Painting;

namespace Easel.Cli.Doctor;

/// <summary>What pictures of a size take, and what there is.</summary>
/// <param name="Request">The pictures.</param>
/// <param name="Forecast">What they take.</param>
/// <param name="Available">What there is.</param>
/// <param name="Lack">Why it is not enough, with what would be; none if it is.</param>
/// <param name="IsOfModel">Whether the model itself was looked at; else Stable Diffusion v1 stands for it.</param>
internal sealed record FoundNeed(ImageRequest Request, MemoryForecast Forecast, AvailableMemory Available, string? Lack, bool IsOfModel)
{
    /// <summary>The need of a question.</summary>
    public static FoundNeed Of(DoctorQuestion question, ChosenModel chosen, FoundModel model)
    {
        ModelDefaults? own = model.Problem is null ? chosen.Pocket?.Defaults : null;
        ImageRequest request = new()
        {
            Batches = [[.. Enumerable.Repeat("", question.Pictures)]],
            Width = question.Width ?? own?.Width ?? 512,
            Height = question.Height ?? own?.Height ?? 512,
        };
        ModelShape? shape = model.Family is null ? null : ShapeOf(chosen);
        PipelineOptions options = new() { Checkpoint = chosen.Checkpoint, Precision = question.Precision };
        ModelShape taken = shape ?? ModelCatalog.StableDiffusion1;
        var available = AvailableMemory.Find();
        return new FoundNeed(request, MemoryForecast.Of(request, taken, question.Precision), available, MemoryForecast.Lack(request, taken, options, available), shape is not null);
    }

    private static ModelShape? ShapeOf(ChosenModel chosen)
    {
        try
        {
            return MemoryForecast.ShapeOf(chosen.Checkpoint, chosen.Pocket?.Options.Config);
        }
        catch (Exception problem) when (problem is CheckpointException or ConfigException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
