using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Studies.Axes;

namespace Easel.Painting.Studies;

/// <summary>What all pictures of a study have in common.</summary>
internal static class StudyFacts
{
    /// <summary>Names and values, but for what is on an axis.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(StudyOptions options, IReadOnlyList<StudyResult> results)
    {
        CellSettings settings = options.Base.Settings;
        ImageRequest request = settings.Request;
        List<(string Name, string Value)> facts = [("Model", options.Model.Pocket is null ? Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Model.Checkpoint)) : Diffusion.Pipelines.PocketModel.Name)];
        Add(StudyParameters.Steps, Show(request.Steps));
        Add(StudyParameters.Sampler, SamplerNames.LabelOf(request.Sampler));
        Add(StudyParameters.Schedule, request.Schedule == ScheduleKind.Automatic ? "" : ScheduleNames.LabelOf(request.Schedule));
        Add(StudyParameters.Scale, Show(request.GuidanceScale));
        Add(StudyParameters.Seed, Show(request.Seed));
        if (!options.Axes.Any(axis => axis.Parameter.ChangesSize))
        {
            Add(StudyParameters.Size, Show($"{request.Width} × {request.Height}"));
        }

        Add(StudyParameters.Style, string.Join(", ", settings.Styles), always: true);
        Add(StudyParameters.Negative, settings.Negative);
        Add(StudyParameters.Strength, settings.Initial is null ? "" : Show(settings.Strength));
        Add(StudyParameters.Precision, PrecisionNames.NameOf(settings.Model.Precision));
        Add(StudyParameters.Fast, request.Approximations == ApproximationChoice.None ? "" : request.Approximations.ToString());
        string[] devices = [.. results.Select(result => result.Painted.Model.Device).Where(device => device.Length > 0).Distinct()];
        if (devices.Length > 0)
        {
            facts.Add(("Device", string.Join("; ", devices)));
        }

        return facts;

        void Add(StudyParameter parameter, string value, bool always = false)
        {
            if (value.Length > 0 && (always || options.Axes.All(axis => axis.Parameter != parameter)))
            {
                facts.Add((parameter.Title, value));
            }
        }
    }

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
