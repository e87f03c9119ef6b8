using Easel.Diffusion.Samplers;

namespace Easel.Diffusion.Schedules;

/// <summary>Names of schedules as A1111, ComfyUI and stable-diffusion.cpp write them.</summary>
public static class ScheduleNames
{
    private static readonly (ScheduleKind Kind, string Name, string Label, string[] Others)[] s_all =
    [
        (ScheduleKind.Automatic, "automatic", "Automatic", ["auto", "default"]),
        (ScheduleKind.Normal, "normal", "Normal", ["uniform", "discrete"]),
        (ScheduleKind.Karras, "karras", "Karras", []),
        (ScheduleKind.Exponential, "exponential", "Exponential", []),
        (ScheduleKind.SgmUniform, "sgm_uniform", "SGM Uniform", ["sgm"]),
        (ScheduleKind.Simple, "simple", "Simple", []),
        (ScheduleKind.DdimUniform, "ddim_uniform", "DDIM", []),
        (ScheduleKind.Beta, "beta", "Beta", []),
        (ScheduleKind.AlignYourSteps, "align_your_steps", "Align Your Steps", ["ays"]),
    ];

    private static readonly Dictionary<string, ScheduleKind> s_kinds = Spellings();

    /// <summary>Names in commands, as ComfyUI writes them where it has them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_all.Select(schedule => schedule.Name)];

    /// <summary>Names that these programs have and Easel does not.</summary>
    public static IReadOnlyList<string> NotOffered { get; } =
    [
        "polyexponential", "karras_exponential", "kl_optimal", "turbo", "align_your_steps_GITS", "gits", "align_your_steps_11", "align_your_steps_32", "linear_quadratic",
        "smoothstep", "lcm", "bong_tangent", "ltx2", "logit_normal", "flux", "flux2",
    ];

    /// <summary>The schedule of a name; capitals, blanks, hyphens and underscores do not matter.</summary>
    /// <returns>None if there is no such name.</returns>
    public static ScheduleKind? Read(string name) => s_kinds.TryGetValue(SamplerNames.Plain(name), out ScheduleKind kind) ? kind : null;

    /// <summary>The name in commands.</summary>
    public static string NameOf(ScheduleKind kind) => Of(kind).Name;

    /// <summary>The name for people and for pictures' metadata: A1111's.</summary>
    public static string LabelOf(ScheduleKind kind) => Of(kind).Label;

    /// <summary>All plain spellings, for names of samplers that end in one.</summary>
    internal static IEnumerable<KeyValuePair<string, ScheduleKind>> PlainSpellings => s_kinds;

    private static (ScheduleKind Kind, string Name, string Label, string[] Others) Of(ScheduleKind kind)
        => Array.Find(s_all, schedule => schedule.Kind == kind) is { Name: not null } found ? found : throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such schedule.");

    private static Dictionary<string, ScheduleKind> Spellings()
    {
        Dictionary<string, ScheduleKind> kinds = [];
        foreach ((ScheduleKind kind, string name, string label, string[] others) in s_all)
        {
            foreach (string spelling in (string[])[name, label, .. others])
            {
                kinds[SamplerNames.Plain(spelling)] = kind;
            }
        }

        return kinds;
    }
}
