using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Cli.Options;

/// <summary>What samplers do not go together with, told before a model is opened.</summary>
internal static class SamplerRules
{
    /// <summary>A sampler with a schedule: the one that is named, or the one in the sampler's name, or the sampler's own.</summary>
    /// <exception cref="UsageException">The sampler does not have the schedule.</exception>
    public static SamplerChoice Require(SamplerChoice sampler, ScheduleKind? named)
    {
        ScheduleKind? schedule = named ?? sampler.Schedule;
        return schedule is not (null or ScheduleKind.Automatic) && sampler.Sampler is SamplerKind.Ddim or SamplerKind.Plms or SamplerKind.DpmSolver
            ? throw new UsageException(
                $"argument --schedule: {SamplerOption.NameOf(sampler.Sampler)} has a schedule of its own; leave out --schedule, or name a sampler that has others, such as --sampler \"DPM++ 2M\"")
            : sampler with { Schedule = schedule };
    }

    /// <summary>Refuses too few steps.</summary>
    /// <exception cref="UsageException">They are.</exception>
    public static void RequireSteps(SamplerKind sampler, int steps)
    {
        if (steps < 2 && sampler == SamplerKind.DpmSolver)
        {
            throw new UsageException("argument --steps: DPM-Solver needs 2 or more; give more, or name another sampler");
        }
    }

    /// <summary>Fresh noise that a sampler can have.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static double? RequireEta(SamplerKind sampler, double? eta) => eta switch
    {
        < 0 => throw new UsageException("argument --eta: noise cannot be less than none; give 0 or more"),
        not (null or 0) when sampler == SamplerKind.Plms => throw new UsageException("argument --eta: must be 0 for PLMS, which adds no noise; leave out --eta, or name another sampler"),
        _ => eta,
    };
}
