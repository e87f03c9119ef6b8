using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Painting.Texts;

/// <summary>What samplers go together with, told before a model is opened.</summary>
internal static class SamplerRules
{
    /// <summary>A sampler's schedule: the one that is named, else the one in the sampler's name, else the usual one, by its name so that pictures tell it.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="named">The schedule that is named, if one is.</param>
    public static ScheduleKind ScheduleOf(SamplerChoice sampler, ScheduleKind? named) => (named ?? sampler.Schedule) switch
    {
        ScheduleKind schedule => schedule,
        null when SamplerNames.HasChoiceOfSchedule(sampler.Sampler) => SamplerNames.UsualSchedule(sampler.Sampler),
        null => ScheduleKind.Automatic,
    };

    /// <summary>Refuses steps, a schedule, or fresh noise that a request's sampler cannot have.</summary>
    /// <returns>the request</returns>
    /// <exception cref="UsageException">It cannot.</exception>
    public static ImageRequest Require(ImageRequest request)
    {
        try
        {
            _ = Sampler.Create(new SamplerSettings(request.Sampler, request.Steps) { Schedule = request.Schedule, Eta = request.Eta }, NoiseSchedule.Linear());
            return request;
        }
        catch (GenerationException wrong)
        {
            throw new UsageException($"argument --sampler: {wrong.Message}");
        }
    }
}
