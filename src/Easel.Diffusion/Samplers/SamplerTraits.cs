using Easel.Diffusion.Schedules;

namespace Easel.Diffusion.Samplers;

/// <summary>What is fixed about a sampler, whatever its steps are.</summary>
/// <param name="Kind">The sampler.</param>
/// <param name="Name">In commands: as ComfyUI writes it, where it has it.</param>
/// <param name="Label">For people: as A1111 writes it, where it has it.</param>
internal sealed record SamplerTraits(SamplerKind Kind, string Name, string Label)
{
    private static readonly SamplerTraits[] s_all =
    [
        new(SamplerKind.Ddim, "ddim", "DDIM") { UsualEta = 0, Schedule = ScheduleKind.DdimUniform, HasOneSchedule = true },
        new(SamplerKind.Plms, "plms", "PLMS") { Schedule = ScheduleKind.DdimUniform, HasOneSchedule = true },
        new(SamplerKind.DpmSolver, "dpm_solver", "DPM-Solver") { Schedule = ScheduleKind.Automatic, HasOneSchedule = true, IgnoresEta = true },
        new(SamplerKind.Pndm, "pndm", "PNDM") { Schedule = ScheduleKind.DdimUniform, HasOneSchedule = true },
        new(SamplerKind.Lms, "lms", "LMS"),
        new(SamplerKind.Euler, "euler", "Euler"),
        new(SamplerKind.EulerAncestral, "euler_ancestral", "Euler a") { UsualEta = 1 },
        new(SamplerKind.Heun, "heun", "Heun"),
        new(SamplerKind.Dpm2, "dpm_2", "DPM2") { Schedule = ScheduleKind.Karras, SkipsNextToLast = true },
        new(SamplerKind.Dpm2Ancestral, "dpm_2_ancestral", "DPM2 a") { UsualEta = 1, Schedule = ScheduleKind.Karras, SkipsNextToLast = true },
        new(SamplerKind.DpmFast, "dpm_fast", "DPM fast") { UsualEta = 0, Schedule = ScheduleKind.Exponential, HasOneSchedule = true },
        new(SamplerKind.DpmPlusPlus2SAncestral, "dpmpp_2s_ancestral", "DPM++ 2S a") { UsualEta = 1, Schedule = ScheduleKind.Karras },
        new(SamplerKind.DpmPlusPlusSde, "dpmpp_sde", "DPM++ SDE") { UsualEta = 1, Schedule = ScheduleKind.Karras },
        new(SamplerKind.DpmPlusPlus2M, "dpmpp_2m", "DPM++ 2M") { Schedule = ScheduleKind.Karras },
        new(SamplerKind.DpmPlusPlus2MSde, "dpmpp_2m_sde", "DPM++ 2M SDE") { UsualEta = 1, Schedule = ScheduleKind.Exponential },
        new(SamplerKind.DpmPlusPlus2MSdeHeun, "dpmpp_2m_sde_heun", "DPM++ 2M SDE Heun") { UsualEta = 1, Schedule = ScheduleKind.Exponential },
        new(SamplerKind.DpmPlusPlus3MSde, "dpmpp_3m_sde", "DPM++ 3M SDE") { UsualEta = 1, Schedule = ScheduleKind.Exponential, SkipsNextToLast = true },
        new(SamplerKind.UniPc, "uni_pc", "UniPC") { Schedule = ScheduleKind.Automatic, SkipsNextToLast = true },
        new(SamplerKind.UniPcBh2, "uni_pc_bh2", "UniPC BH2") { Schedule = ScheduleKind.Automatic, SkipsNextToLast = true },
        new(SamplerKind.UniPcMultistep, "unipc_multistep", "UniPC multistep") { Schedule = ScheduleKind.Automatic, SkipsNextToLast = true },
        new(SamplerKind.Lcm, "lcm", "LCM") { Schedule = ScheduleKind.Automatic, IsAllNoise = true },
        new(SamplerKind.Ddpm, "ddpm", "DDPM") { UsualEta = 1, Schedule = ScheduleKind.Automatic },
    ];

    // Not to be asked for: easel demo chooses between them. For people they have the names of what they are.
    private static readonly SamplerTraits[] s_ofDemo =
    [
        new(SamplerKind.DemoLms, "demo_lms", "LMS") { Schedule = ScheduleKind.Automatic, HasOneSchedule = true },
        new(SamplerKind.DemoPndm, "demo_pndm", "PNDM") { Schedule = ScheduleKind.Automatic, HasOneSchedule = true },
    ];

    /// <summary>All samplers that can be asked for.</summary>
    public static IReadOnlyList<SamplerTraits> All => s_all;

    /// <summary>The eta that is meant if none is given; none if the sampler does not add fresh noise by measure.</summary>
    public double? UsualEta { get; init; }

    /// <summary>The schedule that is meant if none is given, as in A1111; Automatic if it is the sampler's own, which has no name.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Normal;

    /// <summary>Whether there is no other schedule than its own.</summary>
    public bool HasOneSchedule { get; init; }

    /// <summary>Whether the sampler skips the lowest sigma before 0, where asking the model twice or correcting changes nothing; as in ComfyUI or A1111.</summary>
    public bool SkipsNextToLast { get; init; }

    /// <summary>Whether an eta is passed over, as in CompVis' script, where it belongs to another sampler.</summary>
    public bool IgnoresEta { get; init; }

    /// <summary>Whether all noise is new in each step, so that eta can only be 1.</summary>
    public bool IsAllNoise { get; init; }

    /// <summary>The traits of a sampler.</summary>
    public static SamplerTraits Of(SamplerKind kind)
        => Array.Find(s_all, traits => traits.Kind == kind) ?? Array.Find(s_ofDemo, traits => traits.Kind == kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such sampler.");

    /// <summary>The settings with what is meant where they leave it open: eta is a number, and the schedule Automatic only if the sampler's own has no name.</summary>
    /// <exception cref="GenerationException">The sampler cannot have the eta or the schedule.</exception>
    public SamplerSettings Complete(SamplerSettings settings) => settings with { Eta = EtaOf(settings), Schedule = ScheduleOf(settings) };

    /// <summary>Refuses steps that cannot be made.</summary>
    /// <exception cref="GenerationException">They cannot.</exception>
    public void RequireSteps(int steps, int most)
    {
        if (steps < 1 || steps > most)
        {
            throw new GenerationException($"{Label} cannot make {steps} steps; it can make 1 to {most}.");
        }
    }

    private double EtaOf(SamplerSettings settings)
    {
        if (settings.Eta is not { } eta || IgnoresEta)
        {
            return UsualEta ?? 0;
        }

        if (!(eta >= 0 && double.IsFinite(eta)))
        {
            throw new GenerationException($"Eta is {eta}; it is 0 or more, and usually at most 1.");
        }

        if (IsAllNoise && eta != 1)
        {
            throw new GenerationException($"{Label} makes all noise anew in each step: eta cannot be {eta}. Leave it out.");
        }

        if (!IsAllNoise && UsualEta is null && eta != 0)
        {
            throw new GenerationException($"{Label} adds no fresh noise: eta must be 0, not {eta}. Other values are taken by {Labels(traits => traits.UsualEta is not null)}.");
        }

        return eta;
    }

    private ScheduleKind ScheduleOf(SamplerSettings settings)
    {
        if (settings.Schedule is ScheduleKind.Automatic || settings.Schedule == Schedule)
        {
            return Schedule;
        }

        if (HasOneSchedule)
        {
            throw new GenerationException(
                $"{Label} has a schedule of its own and cannot have {ScheduleNames.LabelOf(settings.Schedule)}. Leave the schedule out, or take a sampler with a choice: {Labels(traits => !traits.HasOneSchedule)}.");
        }

        return settings.Schedule;
    }

    private static string Labels(Func<SamplerTraits, bool> which) => string.Join(", ", s_all.Where(which).Select(traits => traits.Label));
}
