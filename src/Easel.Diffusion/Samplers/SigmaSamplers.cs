using Easel.Diffusion.Schedules;

namespace Easel.Diffusion.Samplers;

/// <summary>Builds the samplers that are on a schedule of sigmas.</summary>
internal static class SigmaSamplers
{
    /// <summary>A sampler.</summary>
    /// <param name="settings">Which, and how; complete.</param>
    /// <param name="schedule">The model's.</param>
    /// <exception cref="GenerationException">The steps cannot be made.</exception>
    public static SigmaSampler Create(SamplerSettings settings, NoiseSchedule schedule)
    {
        SigmaSchedule sigmas = Lay(settings, schedule);
        double eta = settings.Eta!.Value;
        return settings.Kind switch
        {
            SamplerKind.Lms => new LmsSampler(sigmas),
            SamplerKind.Euler or SamplerKind.EulerAncestral => new EulerSampler(sigmas, eta),
            SamplerKind.Heun => new HeunSampler(sigmas),
            SamplerKind.Dpm2 or SamplerKind.Dpm2Ancestral => new Dpm2Sampler(sigmas, eta),
            SamplerKind.DpmPlusPlus2SAncestral => new DpmPlusPlus2SSampler(sigmas, eta),
            SamplerKind.DpmPlusPlusSde => new DpmPlusPlusSdeSampler(sigmas, eta),
            SamplerKind.DpmPlusPlus2M or SamplerKind.DpmPlusPlus2MSde => new DpmPlusPlus2MSampler(sigmas, eta, isHeun: false),
            SamplerKind.DpmPlusPlus2MSdeHeun => new DpmPlusPlus2MSampler(sigmas, eta, isHeun: true),
            SamplerKind.DpmPlusPlus3MSde => new DpmPlusPlus3MSampler(sigmas, eta),
            SamplerKind.DpmFast => new DpmFastSampler(sigmas, settings.Steps, eta),
            SamplerKind.UniPc => new UniPcSampler(sigmas, order: 3, UniPcBasis.Bh1),
            SamplerKind.UniPcBh2 => new UniPcSampler(sigmas, order: 3, UniPcBasis.Bh2),
            SamplerKind.UniPcMultistep => new UniPcSampler(sigmas, order: 2, UniPcBasis.Bh2),
            SamplerKind.Lcm => new LcmSampler(sigmas),
            SamplerKind.Ddpm => new DdpmSampler(sigmas, eta),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "No such sampler."),
        };
    }

    private static SigmaSchedule Lay(SamplerSettings settings, NoiseSchedule schedule)
    {
        var traits = SamplerTraits.Of(settings.Kind);
        bool isDistilled = settings is { Kind: SamplerKind.Lcm, Schedule: ScheduleKind.Automatic };
        traits.RequireSteps(settings.Steps, isDistilled ? Math.Min(OwnTimes.DistilledSteps, schedule.Times) : schedule.Times);

        return (settings.Schedule, settings.Kind) switch
        {
            (_, SamplerKind.DpmFast) => SigmaSchedule.ToLowest(schedule, settings.Schedule, DpmFastSampler.StepsFor(settings.Steps)),
            (ScheduleKind.Automatic, SamplerKind.UniPc or SamplerKind.UniPcBh2) => SigmaSchedule.Of(new DpmSchedule(schedule, settings.Steps), schedule, settings.Steps),
            (ScheduleKind.Automatic, SamplerKind.UniPcMultistep) => SigmaSchedule.AtTimes(schedule, OwnTimes.UniPc(schedule.Times, settings.Steps)),
            (ScheduleKind.Automatic, SamplerKind.Ddpm) => SigmaSchedule.AtTimes(schedule, OwnTimes.Ddpm(schedule.Times, settings.Steps)),
            (ScheduleKind.Automatic, SamplerKind.Lcm) => SigmaSchedule.AtTimes(schedule, OwnTimes.Lcm(schedule.Times, settings.Steps)),
            _ => SigmaSchedule.Of(schedule, settings.Schedule, settings.Steps, traits.SkipsNextToLast),
        };
    }
}
