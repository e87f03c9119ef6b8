using System.Globalization;
using Easel.Diffusion;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies;

/// <summary>The usual comparisons under names.</summary>
internal static class StudyPresets
{
    /// <summary>Of the usual side.</summary>
    private static readonly double[] s_sizes = [0.5, 0.75, 1, 1.25, 1.5];

    private static readonly Dictionary<string, (StudyParameter Parameter, Func<ImageRequest, string[]> Values)> s_presets = new(StringComparer.Ordinal)
    {
        ["steps"] = (StudyParameters.Steps, _ => ["10", "25", "50", "100"]),
        ["sizes"] = (StudyParameters.Size, request => [.. s_sizes.Select(share => Show((int)(share * Math.Max(request.Width, request.Height)) / SideRules.Multiple * SideRules.Multiple))]),
        ["aspects"] = (StudyParameters.Aspect, _ => ["1:1", "4:3", "3:2", "16:9", "3:4", "2:3", "9:16"]),
        ["scales"] = (StudyParameters.Scale, _ => ["1", "3", "5", "7.5", "10", "15", "20"]),
        ["samplers"] = (StudyParameters.Sampler, _ => ["ddim", "plms", "dpm_solver", "lms karras", "euler", "euler_ancestral", "heun", "dpm_2", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m", "uni_pc"]),
        ["seeds"] = (StudyParameters.Seed, request => [.. Enumerable.Range(0, 8).Select(i => Show(request.Seed + (ulong)i))]),
        ["styles"] = (StudyParameters.Style, _ =>
        [
            StudyParameters.NoStyle, "photo", "oil painting", "watercolor", "pencil sketch", "cartoon", "illustration", "pixel art", "3D render", "impressionism", "art deco", "vaporwave",
        ]),
    };

    /// <summary>What can be asked for by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_presets.Keys];

    /// <summary>Whether a word is a preset's name.</summary>
    public static bool IsName(string word) => s_presets.ContainsKey(word);

    /// <summary>A preset's axis.</summary>
    public static StudyAxis Axis(string name, StudyBase known)
        => StudyAxis.Of(s_presets[name].Parameter, s_presets[name].Values(known.Settings.Request), known);

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
