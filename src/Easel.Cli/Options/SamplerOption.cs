using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary><c>--sampler</c> and <c>--schedule</c>: names as the usual programs write them.</summary>
internal static class SamplerOption
{
    /// <summary>An option for a sampler.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<SamplerChoice?> Create(string help) => new("--sampler", null, help, SamplerText.ReadSampler) { Shown = "NAME" };

    /// <summary>An option for a schedule.</summary>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<ScheduleKind?> CreateSchedule(string help) => new("--schedule", null, help, text => SamplerText.ReadSchedule(text)) { Shown = "NAME" };

    /// <summary>The names of all samplers, for help.</summary>
    public static string Samplers => string.Join(", ", SamplerNames.All);

    /// <summary>The names of all schedules, for help.</summary>
    public static string Schedules => string.Join(", ", ScheduleNames.All);
}
