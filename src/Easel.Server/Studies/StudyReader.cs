using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Schedules;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Texts;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Reading;
using Easel.Server.Jobs;
using Easel.Server.Models;

namespace Easel.Server.Studies;

/// <summary>Makes studies of bodies, by the rules of <c>easel study</c>.</summary>
/// <param name="reader">Reads what does not change.</param>
/// <param name="styles">What can be named.</param>
/// <param name="models">Where models lie.</param>
internal sealed class StudyReader(JobReader reader, ServerStyles styles, ModelList models)
{
    /// <summary>Pictures of a study.</summary>
    public const int MostCells = 2_000;

    /// <summary>Words for what a study is.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["study", "workshop"];

    /// <summary>What an axis can change here: all but the precision. It belongs to the model in memory, which is one at a time and the same for all jobs; each cell would open it again.</summary>
    public static IReadOnlyList<StudyParameter> Offered { get; } = [.. StudyParameters.All.Where(parameter => parameter != StudyParameters.Precision)];

    /// <summary>What is compared.</summary>
    /// <exception cref="JobRefusedException">It cannot be painted.</exception>
    public StudyOptions Read(StudyBody body)
    {
        JobBody asked = body.Request ?? throw new JobRefusedException("request", "is missing; it says what does not change: {\"prompt\": ...}");
        RequireNothingMore(asked);
        OfRequest(() => JobReader.RequireStyles(asked.Styles));
        bool isWorkshop = Field.Choice("kind", body.Kind, false, (Kinds[0], false), (Kinds[1], true));
        PlacedModel model = OfRequest(() => models.FindPlaced(reader.ModelOf(asked.Model).Name) ?? throw JobRules.NotHere(asked.Model, models));
        CellSettings settings = OfRequest(() => SettingsOf(asked, model));
        StudyBase known = new(settings, styles.Book);
        StudyAxis[] axes = [.. AxesOf(body).Select((axis, i) => AxisOf(axis, Text($"axes[{i}]"), known))];
        if (isWorkshop && axes is not [{ Parameter.Name: "style" }])
        {
            throw new JobRefusedException("axes", "a workshop has one axis, style");
        }

        long cells = axes.Aggregate(1L, (product, axis) => product * axis.Values.Count);
        return cells > MostCells
            ? throw new JobRefusedException("axes", Text($"that would be {string.Join(" x ", axes.Select(axis => axis.Values.Count))} = {cells} pictures; a study can have {MostCells} here"))
            : Field.Read("axes", () => StudyOptions.Checked(new StudyOptions { Axes = axes, Base = known, Model = model.Model, Folder = "" }));
    }

    /// <summary>Refuses a cell as its study is refused: by the axis that changes the field, if there is one, else by the request.</summary>
    /// <param name="axes">What is compared.</param>
    /// <param name="require">Refuses a cell.</param>
    public static void RequireCell(IReadOnlyList<StudyAxis> axes, Action require)
    {
        try
        {
            require();
        }
        catch (JobRefusedException error)
        {
            int compared = axes.ToList().FindIndex(axis => axis.Parameter.Name == error.Field || (axis.Parameter.Name is "size" or "aspect" && error.Field is "width" or "height"));
            throw new JobRefusedException(compared >= 0 ? Text($"axes[{compared}].values") : InRequest(error.Field), error.Message);
        }
    }

    private static string InRequest(string field) => field.Length == 0 ? "request" : $"request.{field}";

    private static T OfRequest<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JobRefusedException error)
        {
            throw new JobRefusedException(InRequest(error.Field), error.Message);
        }
    }

    private static void OfRequest(Action read) => OfRequest(() =>
    {
        read();
        return true;
    });

    private CellSettings SettingsOf(JobBody asked, PlacedModel model)
    {
        ImageRequest request = reader.ReadRequest(asked with { Count = 1, Styles = null }, PaintDefaults.Of(model.Entry.Defaults));
        return new CellSettings
        {
            Prompt = asked.Prompt!,
            Negative = asked.NegativePrompt ?? "",
            Styles = asked.Styles ?? [],
            Model = model.Pipeline,
            Initial = reader.ReadPictures(asked),
            Strength = asked.Initial?.Strength ?? 0.75,
            Stretches = !JobReader.Covers(asked),
            Blending = JobReader.BlendingOf(asked),
            Request = request with { Schedule = ScheduleOf(asked) },
        };
    }

    private static void RequireNothingMore(JobBody asked)
    {
        if (asked.Count is not null and not 1)
        {
            throw new JobRefusedException("request.count", "each cell is one picture; leave it out, or put seeds on an axis");
        }

        if (asked.Key is not null)
        {
            throw new JobRefusedException("request.key", "studies have no keys; leave it out");
        }
    }

    /// <summary>Where none is named, each cell has its sampler's usual one.</summary>
    private static ScheduleKind ScheduleOf(JobBody asked)
        => asked.Schedule is not null ? SamplerText.ReadSchedule(asked.Schedule)
            : asked.Sampler is not null && SamplerText.ReadSampler(asked.Sampler).Schedule is ScheduleKind named ? named
            : ScheduleKind.Automatic;

    private static IReadOnlyList<AxisBody> AxesOf(StudyBody body)
        => body.Axes is { Count: >= 1 and <= 3 } axes ? axes : throw new JobRefusedException("axes", Text($"{body.Axes?.Count ?? 0} axes; one to three can be compared, such as {{\"name\": \"steps\", \"values\": [\"10\", \"20\"]}}"));

    private static StudyAxis AxisOf(AxisBody axis, string field, StudyBase known)
    {
        if (axis is not { Name: not null, Values.Count: > 0 } || axis.Values.Any(value => value is null))
        {
            throw new JobRefusedException(field, "an axis has a name and values: {\"name\": \"steps\", \"values\": [\"10\", \"20\"]}");
        }

        if (axis.Values.Count > MostCells)
        {
            throw new JobRefusedException(field, Text($"{axis.Values.Count} values; a study can have {MostCells} pictures here"));
        }

        StudyParameter parameter = Field.Read($"{field}.name", () => StudyParameters.Find(axis.Name, Offered));
        return parameter == StudyParameters.Precision
            ? throw new JobRefusedException($"{field}.name", "precision is the server's own (easel serve --precision), and the same for all that it paints; easel study can compare it")
            : Field.Read($"{field}.values", () => StudyAxis.Of(parameter, axis.Values, known));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
