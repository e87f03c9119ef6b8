using Easel.Diffusion.Schedules;

namespace Easel.Diffusion.Samplers;

/// <summary>Names of samplers as A1111, ComfyUI, diffusers, InvokeAI and stable-diffusion.cpp write them, with the name of a schedule behind them or without.</summary>
public static class SamplerNames
{
    // Beside each sampler's own two names. Spelled so that what Plain leaves of them tells them apart.
    private static readonly (SamplerKind Kind, string[] Names)[] s_others =
    [
        (SamplerKind.Lms, ["lms_discrete"]),
        (SamplerKind.Euler, ["euler_discrete"]),
        (SamplerKind.EulerAncestral, ["euler_ancestral_discrete"]),
        (SamplerKind.Heun, ["heun_discrete"]),
        (SamplerKind.Dpm2, ["dpm_2_discrete"]),
        (SamplerKind.Dpm2Ancestral, ["dpm_2_ancestral_discrete"]),
        (SamplerKind.DpmPlusPlus2SAncestral, ["dpm++2s_a"]),
        (SamplerKind.DpmPlusPlusSde, ["dpm++sde", "dpmpp_sde_gpu", "dpmsolver_sde"]),
        (SamplerKind.DpmPlusPlus2M, ["dpm++2m", "dpmsolver_multistep", "dpmsolver++"]),
        (SamplerKind.DpmPlusPlus2MSde, ["dpm++2m_sde", "dpmpp_2m_sde_gpu"]),
        (SamplerKind.DpmPlusPlus2MSdeHeun, ["dpmpp_2m_sde_heun_gpu"]),
        (SamplerKind.DpmPlusPlus3MSde, ["dpmpp_3m_sde_gpu"]),
    ];

    // InvokeAI's _k, and _ka and _exp of A1111's other names.
    private static readonly KeyValuePair<string, ScheduleKind>[] s_shortEndings =
    [
        new("k", ScheduleKind.Karras), new("ka", ScheduleKind.Karras), new("exp", ScheduleKind.Exponential),
    ];

    private static readonly Dictionary<string, SamplerKind> s_kinds = Spellings();

    /// <summary>Names in commands, as ComfyUI writes them where it has them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. SamplerTraits.All.Select(traits => traits.Name)];

    /// <summary>Names that these programs have and Easel does not.</summary>
    public static IReadOnlyList<string> NotOffered { get; } =
    [
        "DPM adaptive", "Restart", "HeunPP2", "IPNDM", "IPNDM_V", "DEIS", "deis_multistep", "DDIM CFG++", "euler_cfg_pp", "euler_ancestral_cfg_pp", "euler_a_cfg_pp", "euler_ge",
        "dpmpp_2s_ancestral_cfg_pp", "dpmpp_2m_cfg_pp", "dpmpp_2s", "dpmsolver_singlestep", "dpm++2mv2", "dpm++2m_sde_bt", "res_multistep", "res_multistep_cfg_pp", "res_multistep_ancestral",
        "res_multistep_ancestral_cfg_pp", "res_2s", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde", "seeds_2", "seeds_3", "sa_solver", "sa_solver_pece", "ddim_trailing",
        "ddim_inverse", "tcd", "edm_euler", "edm_dpmsolver_multistep", "flow_match_euler_discrete", "flow_match_heun_discrete",
    ];

    /// <summary>The sampler of a name, and the schedule if the name ends in one. Capitals, blanks, hyphens and underscores do not matter.</summary>
    /// <param name="name">Such as <c>DPM++ 2M Karras</c>, <c>dpmpp_2m</c>, <c>k_euler_a</c>, <c>heun_k</c> or <c>DPMSolverMultistepScheduler</c>.</param>
    /// <returns>None if there is no such name.</returns>
    public static (SamplerKind Kind, ScheduleKind? Schedule)? Read(string name)
    {
        string plain = Plain(name);
        plain = plain.EndsWith("scheduler", StringComparison.Ordinal) ? plain[..^"scheduler".Length] : plain;
        if (Find(plain) is { } whole)
        {
            return (whole, null);
        }

        foreach ((string ending, ScheduleKind schedule) in ScheduleNames.PlainSpellings.Concat(s_shortEndings))
        {
            if (plain.EndsWith(ending, StringComparison.Ordinal) && Find(plain[..^ending.Length]) is { } kind)
            {
                return (kind, schedule);
            }
        }

        return null;
    }

    /// <summary>The name in commands.</summary>
    public static string NameOf(SamplerKind kind) => SamplerTraits.Of(kind).Name;

    /// <summary>The name for people and for pictures' metadata: A1111's, where it has the sampler.</summary>
    public static string LabelOf(SamplerKind kind) => SamplerTraits.Of(kind).Label;

    /// <summary>The schedule that a sampler has if none is asked for; Automatic if it is one of its own that has no name.</summary>
    public static ScheduleKind UsualSchedule(SamplerKind kind) => SamplerTraits.Of(kind).Schedule;

    /// <summary>Whether a sampler can have schedules other than its usual one.</summary>
    public static bool HasChoiceOfSchedule(SamplerKind kind) => !SamplerTraits.Of(kind).HasOneSchedule;

    /// <summary>What is left of a name without what programs write differently: small letters and digits, p for +, a for ancestral.</summary>
    internal static string Plain(string name)
    {
        string plain = string.Concat(name.Replace('+', 'p').Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return plain.Replace("ancestral", "a", StringComparison.Ordinal);
    }

    /// <summary>Also with k-diffusion's initial in front: k_euler, KDPM2Discrete.</summary>
    private static SamplerKind? Find(string plain)
        => s_kinds.TryGetValue(plain, out SamplerKind kind) || (plain.StartsWith('k') && s_kinds.TryGetValue(plain[1..], out kind)) ? kind : null;

    private static Dictionary<string, SamplerKind> Spellings()
    {
        Dictionary<string, SamplerKind> kinds = [];
        foreach (SamplerTraits traits in SamplerTraits.All)
        {
            kinds.Add(Plain(traits.Name), traits.Kind);
            kinds.TryAdd(Plain(traits.Label), traits.Kind);
        }

        foreach ((SamplerKind kind, string[] names) in s_others)
        {
            foreach (string name in names)
            {
                kinds.TryAdd(Plain(name), kind);
            }
        }

        return kinds;
    }
}
