using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>A sampler as A1111 lists it.</summary>
internal sealed record WebUiSampler(string Name, IReadOnlyList<string> Aliases, IReadOnlyDictionary<string, string> Options);

/// <summary>A schedule as A1111 lists it.</summary>
internal sealed record WebUiScheduler(string Name, string Label, IReadOnlyList<string>? Aliases, double DefaultRho, bool NeedInnerModel);

/// <summary>Samplers and schedules under every name that A1111 and its clients ever had for them.</summary>
internal static class WebUiSamplers
{
    /// <summary>What paints where no sampler is named, as there.</summary>
    public const string Usual = "Euler";

    private const double KarrasRho = 7;

    // A client's own slip: node-sd-webui 0.0.8 writes it so.
    private static readonly Dictionary<string, string> s_misspelled = new(StringComparer.OrdinalIgnoreCase) { ["DPM++ S2 a"] = "DPM++ 2S a", ["DPM++ S2 a Karras"] = "DPM++ 2S a Karras" };

    // As they stand in the web UI's modules/sd_samplers_kdiffusion.py.
    private static readonly Dictionary<string, string[]> s_aliases = new()
    {
        ["dpmpp_2m"] = ["k_dpmpp_2m", "k_dpmpp_2m_ka"],
        ["dpmpp_sde"] = ["k_dpmpp_sde", "k_dpmpp_sde_ka"],
        ["dpmpp_2m_sde"] = ["k_dpmpp_2m_sde", "k_dpmpp_2m_sde_ka"],
        ["dpmpp_2m_sde_heun"] = ["k_dpmpp_2m_sde_heun"],
        ["dpmpp_2s_ancestral"] = ["k_dpmpp_2s_a", "k_dpmpp_2s_a_ka"],
        ["dpmpp_3m_sde"] = ["k_dpmpp_3m_sde"],
        ["euler_ancestral"] = ["k_euler_a", "k_euler_ancestral"],
        ["euler"] = ["k_euler"],
        ["lms"] = ["k_lms", "k_lms_ka"],
        ["heun"] = ["k_heun"],
        ["dpm_2"] = ["k_dpm_2", "k_dpm_2_ka"],
        ["dpm_2_ancestral"] = ["k_dpm_2_a", "k_dpm_2_a_ka"],
        ["dpm_fast"] = ["k_dpm_fast"],
        ["ddim"] = ["ddim"],
        ["plms"] = ["plms"],
        ["uni_pc"] = ["unipc"],
        ["lcm"] = ["k_lcm"],
    };

    /// <summary>All samplers.</summary>
    public static IReadOnlyList<WebUiSampler> All { get; } = [.. SamplerNames.All.Select(Describe)];

    /// <summary>All schedules, the name without choice first.</summary>
    public static IReadOnlyList<WebUiScheduler> Schedulers { get; } = [.. ScheduleNames.All.Select(DescribeSchedule)];

    /// <summary>Reads a sampler and a schedule.</summary>
    /// <param name="name">The sampler's name, perhaps with a schedule's behind it; the usual one if none is given.</param>
    /// <param name="scheduler">The schedule's name; if none is given, the one in the sampler's name, else the sampler's own.</param>
    /// <param name="warnings">Told what was passed over.</param>
    /// <exception cref="ThingMissingException">There is no such sampler.</exception>
    /// <exception cref="FieldException">There is no such schedule.</exception>
    public static (SamplerKind Sampler, ScheduleKind Schedule) Read(string? name, string? scheduler, ICollection<string> warnings)
    {
        string asked = string.IsNullOrWhiteSpace(name) ? Usual : name.Trim();
        SamplerChoice sampler = ReadSampler(s_misspelled.GetValueOrDefault(asked, asked));
        ScheduleKind schedule = ReadSchedule(scheduler) is ScheduleKind named and not ScheduleKind.Automatic ? named : sampler.Schedule ?? ScheduleKind.Automatic;
        if (schedule != ScheduleKind.Automatic && schedule != SamplerNames.UsualSchedule(sampler.Sampler) && !SamplerNames.HasChoiceOfSchedule(sampler.Sampler))
        {
            warnings.Add($"{SamplerNames.LabelOf(sampler.Sampler)} has a schedule of its own; {ScheduleNames.LabelOf(schedule)} is not used");
            schedule = ScheduleKind.Automatic;
        }

        return (sampler.Sampler, schedule);
    }

    private static SamplerChoice ReadSampler(string name)
    {
        try
        {
            return SamplerText.ReadSampler(name);
        }
        catch (UsageException error)
        {
            throw new ThingMissingException("sampler_name", $"Sampler not found: {error.Message}");
        }
    }

    private static ScheduleKind? ReadSchedule(string? name)
    {
        if (name is null || name.AsSpan().Trim() is "" or "None" or "none")
        {
            return null;
        }

        try
        {
            return SamplerText.ReadSchedule(name.Trim());
        }
        catch (UsageException error)
        {
            throw new FieldException("scheduler", error.Message);
        }
    }

    private static WebUiSampler Describe(string name)
    {
        SamplerKind kind = SamplerNames.Read(name)!.Value.Kind;
        ScheduleKind schedule = SamplerNames.UsualSchedule(kind);
        return new WebUiSampler(
            SamplerNames.LabelOf(kind),
            s_aliases.GetValueOrDefault(name, [name]),
            schedule == ScheduleKind.Automatic || schedule == ScheduleKind.Normal ? new Dictionary<string, string>() : new Dictionary<string, string> { ["scheduler"] = NameOf(schedule) });
    }

    private static WebUiScheduler DescribeSchedule(string name)
    {
        ScheduleKind kind = ScheduleNames.Read(name)!.Value;
        return new WebUiScheduler(
            NameOf(kind),
            ScheduleNames.LabelOf(kind),
            kind switch { ScheduleKind.Normal => ["uniform"], ScheduleKind.SgmUniform => ["SGMUniform"], _ => null },
            kind == ScheduleKind.Karras ? KarrasRho : -1,
            NeedInnerModel: kind is ScheduleKind.Normal or ScheduleKind.SgmUniform or ScheduleKind.Simple or ScheduleKind.DdimUniform or ScheduleKind.Beta);
    }

    private static string NameOf(ScheduleKind kind) => kind == ScheduleKind.DdimUniform ? "ddim" : ScheduleNames.NameOf(kind);
}
