using System.Text.Json.Nodes;
using Easel.Diffusion.Schedules;

namespace Easel.Painting.Metadata;

/// <summary>A noise schedule that a command line named, as JSON: the rule that makes it, and its numbers.</summary>
internal static class BetaRecord
{
    private const int MostTimes = 1_000_000;

    /// <summary>The schedule.</summary>
    public static JsonObject Of(NoiseSchedule schedule) => schedule.Origin is ScheduleOrigin origin
        ? new JsonObject { ["rule"] = RequestRecord.Lower(origin.Rule), ["start"] = origin.Start, ["end"] = origin.End, ["times"] = schedule.Times }
        : new JsonObject { ["rule"] = "unknown", ["times"] = schedule.Times };

    /// <summary>The schedule that was written down.</summary>
    /// <exception cref="FormatException">It is none; the message names the field.</exception>
    public static NoiseSchedule Read(JsonObject recorded)
    {
        BetaRule rule = RequestReader.Named<BetaRule>(recorded, "rule");
        int times = RequestReader.Value<int>(recorded, "times");
        if (times is < 2 or > MostTimes)
        {
            throw new FormatException($"The field 'times' has {times}, which it cannot have.");
        }

        try
        {
            return NoiseSchedule.Of(new ScheduleOrigin(rule, RequestReader.Value<double>(recorded, "start"), RequestReader.Value<double>(recorded, "end")), times);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"The field 'betas' is no schedule: {error.Message}", error);
        }
    }
}
