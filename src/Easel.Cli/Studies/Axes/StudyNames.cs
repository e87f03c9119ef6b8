using Easel.Cli.Options;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Cli.Studies.Axes;

/// <summary>The samplers and schedules that studies know by name: the one place where they are listed.</summary>
internal static class StudyNames
{
    /// <summary>Samplers: the name on the command line, what it is, and what the sheet says.</summary>
    public static IReadOnlyList<(string Name, SamplerKind Kind, string Label)> Samplers { get; } =
    [
        ("ddim", SamplerKind.Ddim, "DDIM"),
        ("plms", SamplerKind.Plms, "PLMS"),
        ("dpm_solver", SamplerKind.DpmSolver, "DPM-Solver++"),
    ];

    /// <summary>Schedules: the name on the command line, what it is, and what the sheet says.</summary>
    public static IReadOnlyList<(string Name, ScheduleKind Kind, string Label)> Schedules { get; } =
    [
        ("automatic", ScheduleKind.Automatic, "the sampler's own"),
        ("normal", ScheduleKind.Normal, "normal"),
        ("karras", ScheduleKind.Karras, "Karras"),
        ("exponential", ScheduleKind.Exponential, "exponential"),
        ("sgm_uniform", ScheduleKind.SgmUniform, "SGM uniform"),
        ("simple", ScheduleKind.Simple, "simple"),
        ("ddim_uniform", ScheduleKind.DdimUniform, "DDIM uniform"),
        ("beta", ScheduleKind.Beta, "beta"),
        ("align_your_steps", ScheduleKind.AlignYourSteps, "align your steps"),
    ];

    /// <summary>The sampler of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static (SamplerKind Kind, string Label) Sampler(string name) => Find(Samplers, name, "sampler");

    /// <summary>The schedule of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static (ScheduleKind Kind, string Label) Schedule(string name) => Find(Schedules, name, "schedule");

    /// <summary>What the sheet says of a sampler.</summary>
    public static string LabelOf(SamplerKind sampler) => Samplers.FirstOrDefault(known => known.Kind == sampler).Label ?? sampler.ToString();

    private static (T Kind, string Label) Find<T>(IReadOnlyList<(string Name, T Kind, string Label)> known, string name, string what)
    {
        string wanted = Spelling(name);
        foreach ((string candidate, T kind, string label) in known)
        {
            if (Spelling(candidate) == wanted || Spelling(label) == wanted)
            {
                return (kind, label);
            }
        }

        throw new UsageException($"there is no {what} {Quoted.Of(name)} (choose from {string.Join(", ", known.Select(one => one.Name))})");
    }

    private static string Spelling(string name) => name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
}
