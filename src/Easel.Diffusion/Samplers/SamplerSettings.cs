using Easel.Diffusion.Schedules;

namespace Easel.Diffusion.Samplers;

/// <summary>Which sampler, and how.</summary>
/// <param name="Kind">The sampler.</param>
/// <param name="Steps">Steps asked for: 1 (some samplers: 2) to the model's number of times.</param>
public sealed record SamplerSettings(SamplerKind Kind, int Steps)
{
    /// <summary>The noise levels it visits. DDIM, PLMS, PNDM and the original's DPM-Solver have one schedule of their own only.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Automatic;

    /// <summary>Fresh noise per step: 0 none, 1 as much as the sampler's paper. The sampler's usual if none is given: 0 for DDIM, 1 for ancestral and SDE samplers, DDPM and LCM.</summary>
    public double? Eta { get; init; }
}
