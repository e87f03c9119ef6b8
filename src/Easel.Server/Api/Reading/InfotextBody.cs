using System.Globalization;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;
using Easel.Server.Api.Bodies;

namespace Easel.Server.Api.Reading;

/// <summary>The web UIs' parameters as a job's body.</summary>
internal static class InfotextBody
{
    private static readonly string[] s_leftOut =
    [
        "Hires upscale", "Hires upscaler", "Face restoration", "Clip skip", "Lora hashes", "TI hashes", "ControlNet 0", "Refiner", "Variation seed", "ENSD", "VAE", "Tiling",
    ];

    /// <summary>The body; what is left out is told.</summary>
    public static JobBody Of(InfotextReader told, List<string> warnings)
    {
        (string? sampler, string? schedule) = SamplerOf(told.Values.GetValueOrDefault("Sampler"), told.Values.GetValueOrDefault("Schedule type"), warnings);
        string[] left = [.. s_leftOut.Where(told.Values.ContainsKey)];
        if (left.Length > 0)
        {
            warnings.Add($"Left out: {string.Join(", ", left)}.");
        }

        if (told.Values.ContainsKey("Denoising strength") && !told.Values.ContainsKey("Hires upscale"))
        {
            warnings.Add("It began with a picture, which its file does not hold: send that too.");
        }

        string[] size = told.Values.GetValueOrDefault("Size", "").Split('x');
        return new JobBody
        {
            Prompt = told.Prompt,
            NegativePrompt = told.Negative,
            Model = told.Values.GetValueOrDefault("Model") ?? told.Values.GetValueOrDefault("Model hash"),
            Steps = Whole(told, "Steps", 1, 1000) is long steps ? (int)steps : null,
            Sampler = sampler,
            Schedule = schedule,
            Scale = Number(told, "CFG scale"),
            Seed = Whole(told, "Seed", 0, uint.MaxValue),
            Width = size.Length == 2 && int.TryParse(size[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width) ? width : null,
            Height = size.Length == 2 && int.TryParse(size[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height) ? height : null,
            Eta = Number(told, "Eta"),
            Syntax = "weighted",

            // A1111 draws noise on the card unless told otherwise.
            Noise = told.Values.GetValueOrDefault("RNG") == "CPU" ? "torch" : "cuda",
        };
    }

    /// <summary>A sampler and a schedule as requests call them.</summary>
    public static (string? Sampler, string? Schedule) SamplerOf(string? sampler, string? schedule, List<string> warnings)
    {
        (SamplerKind Kind, ScheduleKind? Schedule)? found = sampler is null ? null : SamplerNames.Read(sampler);
        if (sampler is not null && found is null)
        {
            warnings.Add($"It was painted with the sampler {Quoted.Of(sampler)}, which Easel does not have; the model's usual one is taken.");
        }

        ScheduleKind? named = schedule is null ? found?.Schedule : ScheduleNames.Read(schedule);
        if (schedule is not null && named is null)
        {
            warnings.Add($"It was painted with the schedule {Quoted.Of(schedule)}, which Easel does not have; the sampler's usual one is taken.");
        }

        return (
            found is null ? null : SamplerNames.NameOf(found.Value.Kind),
            named is null or ScheduleKind.Automatic || found is null || !SamplerNames.HasChoiceOfSchedule(found.Value.Kind) ? null : ScheduleNames.NameOf(named.Value));
    }

    private static long? Whole(InfotextReader told, string name, long least, long most)
        => long.TryParse(told.Values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? value : null;

    private static double? Number(InfotextReader told, string name)
        => double.TryParse(told.Values.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
