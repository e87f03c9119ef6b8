using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;

namespace Easel.Painting.Texts;

/// <summary>A sampler, and the schedule if its name tells one: <c>DPM++ 2M Karras</c>.</summary>
internal sealed record SamplerChoice(SamplerKind Sampler, ScheduleKind? Schedule = null);

/// <summary>Names of samplers and schedules, as the usual programs write them.</summary>
internal static class SamplerText
{
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
