using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Cli.Options;

/// <summary>A sampler, and the schedule if its name tells one: <c>DPM++ 2M Karras</c>.</summary>
internal sealed record SamplerChoice(SamplerKind Sampler, ScheduleKind? Schedule = null);

/// <summary><c>--sampler</c> and <c>--schedule</c>: names as the web UIs write them, in any case of letters, with spaces, <c>-</c> and <c>_</c> alike.</summary>
internal static class SamplerOption
{
    private static readonly (SamplerKind Kind, string Name)[] s_samplers =
    [
        (SamplerKind.Ddim, "DDIM"),
        (SamplerKind.Plms, "PLMS"),
        (SamplerKind.DpmSolver, "DPM-Solver"),
        (SamplerKind.Lms, "LMS"),
        (SamplerKind.Pndm, "PNDM"),
        (SamplerKind.Euler, "Euler"),
        (SamplerKind.EulerAncestral, "Euler a"),
        (SamplerKind.Heun, "Heun"),
        (SamplerKind.Dpm2, "DPM2"),
        (SamplerKind.Dpm2Ancestral, "DPM2 a"),
        (SamplerKind.DpmPlusPlus2SAncestral, "DPM++ 2S a"),
        (SamplerKind.DpmPlusPlusSde, "DPM++ SDE"),
        (SamplerKind.DpmPlusPlus2M, "DPM++ 2M"),
        (SamplerKind.DpmPlusPlus2MSde, "DPM++ 2M SDE"),
        (SamplerKind.DpmPlusPlus3MSde, "DPM++ 3M SDE"),
        (SamplerKind.UniPc, "UniPC"),
        (SamplerKind.Lcm, "LCM"),
        (SamplerKind.Ddpm, "DDPM"),
    ];

    private static readonly (ScheduleKind Kind, string Name)[] s_schedules =
    [
        (ScheduleKind.Automatic, "Automatic"),
        (ScheduleKind.Normal, "Normal"),
        (ScheduleKind.Karras, "Karras"),
        (ScheduleKind.Exponential, "Exponential"),
        (ScheduleKind.SgmUniform, "SGM Uniform"),
        (ScheduleKind.Simple, "Simple"),
        (ScheduleKind.DdimUniform, "DDIM Uniform"),
        (ScheduleKind.Beta, "Beta"),
        (ScheduleKind.AlignYourSteps, "Align Your Steps"),
    ];

    /// <summary>An option for a sampler.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<SamplerChoice?> Create(string help) => new("--sampler", null, help, ReadSampler) { Shown = "NAME" };

    /// <summary>An option for a schedule.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<ScheduleKind?> CreateSchedule(string help) => new("--schedule", null, help, text => ReadSchedule(text)) { Shown = "NAME" };

    /// <summary>The names of all samplers, for help.</summary>
    public static string SamplerNames => string.Join(", ", s_samplers.Select(sampler => sampler.Name));

    /// <summary>The names of all schedules, for help.</summary>
    public static string ScheduleNames => string.Join(", ", s_schedules.Select(schedule => schedule.Name));

    /// <summary>A sampler as pictures and help name it.</summary>
    public static string NameOf(SamplerKind sampler) => sampler switch
    {
        // Not to be asked for by name: demo chooses between them.
        SamplerKind.DemoLms => NameOf(SamplerKind.Lms),
        SamplerKind.DemoPndm => NameOf(SamplerKind.Pndm),
        _ => KnownName(sampler),
    };

    private static string KnownName(SamplerKind sampler) => s_samplers.FirstOrDefault(known => known.Kind == sampler).Name ?? sampler.ToString();

    /// <summary>A schedule as pictures and help name it.</summary>
    public static string NameOf(ScheduleKind schedule) => s_schedules.FirstOrDefault(known => known.Kind == schedule).Name ?? schedule.ToString();

    private static SamplerChoice ReadSampler(string text) => FindSampler(text) ?? throw Unknown("sampler", text, s_samplers.Select(sampler => sampler.Name));

    private static ScheduleKind ReadSchedule(string text) => FindSchedule(text) ?? throw Unknown("schedule", text, s_schedules.Select(schedule => schedule.Name));

    private static SamplerChoice? FindSampler(string text)
    {
        string wanted = Spelling(text);
        foreach ((SamplerKind kind, string name) in s_samplers)
        {
            if (Spelling(name) == wanted)
            {
                return new SamplerChoice(kind);
            }
        }

        foreach ((SamplerKind kind, string name) in s_samplers)
        {
            if (wanted.StartsWith(Spelling(name), StringComparison.Ordinal) && FindSchedule(wanted[Spelling(name).Length..]) is ScheduleKind schedule)
            {
                return new SamplerChoice(kind, schedule);
            }
        }

        return null;
    }

    private static ScheduleKind? FindSchedule(string text)
    {
        foreach ((ScheduleKind kind, string name) in s_schedules)
        {
            if (Spelling(name) == Spelling(text))
            {
                return kind;
            }
        }

        return null;
    }

    private static string Spelling(string name) => string.Concat(name.Where(letter => letter is not (' ' or '-' or '_'))).ToUpperInvariant();

    private static UsageException Unknown(string what, string text, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string known = string.Join(", ", all.Select(Quoted.Of));
        return new UsageException(NearestName.Find(text, all) is string nearest
            ? $"there is no {what} {Quoted.Of(text)}. Did you mean {Quoted.Of(nearest)}? Known are {known}"
            : $"there is no {what} {Quoted.Of(text)}; known are {known}");
    }
}
