using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Cli.Options;

/// <summary>A sampler, and the schedule if its name tells one: <c>DPM++ 2M Karras</c>.</summary>
internal sealed record SamplerChoice(SamplerKind Sampler, ScheduleKind? Schedule = null);

/// <summary><c>--sampler</c> and <c>--schedule</c>: names as the usual programs write them.</summary>
internal static class SamplerOption
{
    /// <summary>An option for a sampler.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<SamplerChoice?> Create(string help) => new("--sampler", null, help, ReadSampler) { Shown = "NAME" };

    /// <summary>An option for a schedule.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<ScheduleKind?> CreateSchedule(string help) => new("--schedule", null, help, text => ReadSchedule(text)) { Shown = "NAME" };

    /// <summary>The names of all samplers, for help.</summary>
    public static string Samplers => string.Join(", ", SamplerNames.All);

    /// <summary>The names of all schedules, for help.</summary>
    public static string Schedules => string.Join(", ", ScheduleNames.All);

    /// <summary>Reads a sampler's name.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static SamplerChoice ReadSampler(string text)
        => SamplerNames.Read(text) is { } found ? new SamplerChoice(found.Kind, found.Schedule) : throw Unknown("sampler", text, SamplerNames.All, SamplerNames.NotOffered);

    /// <summary>Reads a schedule's name.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static ScheduleKind ReadSchedule(string text) => ScheduleNames.Read(text) ?? throw Unknown("schedule", text, ScheduleNames.All, ScheduleNames.NotOffered);

    private static UsageException Unknown(string what, string text, IReadOnlyList<string> names, IReadOnlyList<string> notOffered)
    {
        string known = string.Join(", ", names);
        if (notOffered.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return new UsageException($"{Quoted.Of(text)} is a {what} that other programs have and Easel does not; it has {known}");
        }

        string nearest = NearestName.Find(text, names) is string near ? $" Did you mean {Quoted.Of(near)}?" : "";
        return new UsageException($"there is no {what} {Quoted.Of(text)}.{nearest} There are {known}; the names of A1111, ComfyUI and diffusers are understood too");
    }
}
