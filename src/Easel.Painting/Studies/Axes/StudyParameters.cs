using System.Globalization;
using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies.Axes;

/// <summary>Everything that an axis can change.</summary>
internal static class StudyParameters
{
    /// <summary>No style, among the values of the parameter style.</summary>
    public const string NoStyle = "none";

    private const int MostSteps = 1000;
    private const int MostScale = 1_000_000; // as ImageRequest.GuidanceScale
    private const int LongestLabel = 60;

    public static readonly StudyParameter Steps = new("steps", "Steps", "10,25,50 or 10-50(+10)", (texts, _) => Integers(texts, 1, MostSteps,
        (settings, value) => settings with { Request = settings.Request with { Steps = (int)value } }))
    { Compares = Comparison.Last };

    public static readonly StudyParameter Sampler = new("sampler", "Sampler", "ddim,euler_ancestral,\"DPM++ 2M Karras\",...", (texts, _) => Each(texts, text =>
    {
        SamplerChoice choice = SamplerText.ReadSampler(text);
        string label = SamplerNames.LabelOf(choice.Sampler);
        return new AxisValue(choice.Schedule is ScheduleKind named ? $"{label} {ScheduleNames.LabelOf(named)}" : label, settings => settings with { Request = WithSampler(settings.Request, choice) });
    }));

    public static readonly StudyParameter Schedule = new("schedule", "Schedule", "automatic,karras,...", (texts, _) => Each(texts, text =>
    {
        ScheduleKind kind = SamplerText.ReadSchedule(text);
        return new AxisValue(ScheduleNames.LabelOf(kind), settings => settings with { Request = settings.Request with { Schedule = kind } });
    }));

    public static readonly StudyParameter Scale = new("scale", "Guidance", "1,5,7.5 or 1-15(+2)", (texts, _) => Numbers(texts, -MostScale, MostScale,
        (settings, value) => settings with { Request = settings.Request with { GuidanceScale = value } }))
    { Aliases = ["guidance", "cfg"] };

    public static readonly StudyParameter Seed = new("seed", "Seed", "1,2,3 or 1-8", (texts, _) => Integers(texts, 0, uint.MaxValue,
        (settings, value) => settings with { Request = settings.Request with { Seed = (ulong)value } }));

    public static readonly StudyParameter Size = new("size", "Size", "512,768x512", (texts, _) => Each(texts, text =>
    {
        PictureSize size = SizeText.Read(text);
        return new AxisValue($"{size.Width} × {size.Height}", settings => settings with { Request = settings.Request with { Width = size.Width, Height = size.Height } });
    }))
    { ChangesSize = true };

    public static readonly StudyParameter Aspect = new("aspect", "Aspect ratio", "1:1,4:3,16:9, all with the area of --size", (texts, _) => Each(texts, text =>
    {
        Func<PictureSize, PictureSize> shape = AspectRatio.Read(text);
        return new AxisValue(text.Trim(), settings =>
        {
            PictureSize size = shape(new PictureSize(settings.Request.Width, settings.Request.Height));
            return settings with { Request = settings.Request with { Width = size.Width, Height = size.Height } };
        });
    }))
    { ChangesSize = true };

    public static readonly StudyParameter Style = new("style", "Style", $"{NoStyle},watercolor,cubism", (texts, known) => Each(texts, text =>
        text.Trim().Equals(NoStyle, StringComparison.OrdinalIgnoreCase) ? new AxisValue("no style", settings => settings) : StyleValue(known.Book.Find(text).Name)));

    public static readonly StudyParameter Strength = new("strength", "Strength", "0.3,0.5,0.75, with --init", (texts, known) => known.Settings.Initial is null
        ? throw new UsageException("strength is how much of a picture is painted anew; name the picture: --init FILE")
        : Numbers(texts, 0, 1, (settings, value) => settings with { Strength = value }));

    public static readonly StudyParameter Prompt = new("prompt", "Prompt", "fox,cat,dog: the first is searched for in the prompt, and replaced by each", ReadReplacements);

    public static readonly StudyParameter Negative = new("negative", "Not", "\"\",blurry,\"blurry, dark\"", (texts, _) => Each(texts, text =>
        new AxisValue(text.Length == 0 ? "nothing" : Short(text), settings => settings with { Negative = text })));

    public static readonly StudyParameter Precision = new("precision", "Precision", "full,autocast", (texts, _) => Each(texts, text =>
    {
        Tensors.Precision precision = PrecisionNames.Read(text.Trim()) ?? throw new UsageException($"there is no precision {Quoted.Of(text)} (choose from {string.Join(", ", PrecisionNames.All)})");
        return new AxisValue(PrecisionNames.NameOf(precision), settings => settings with { Model = settings.Model with { Precision = precision } });
    }))
    { Compares = Comparison.First };

    public static readonly StudyParameter Fast = new("fast", "Fast", "off,1,2,\"reuse=3,merge=0.5\"", (texts, _) => Each(texts, text =>
    {
        Diffusion.Approximations.ApproximationChoice choice = FastText.Read(text.Trim());
        return new AxisValue(text.Trim(), settings => settings with { Request = settings.Request with { Approximations = choice } });
    }))
    { Compares = Comparison.First };

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<StudyParameter> All { get; } = [Steps, Sampler, Schedule, Scale, Seed, Size, Aspect, Style, Strength, Prompt, Negative, Precision, Fast];

    /// <summary>The parameter of a name.</summary>
    /// <param name="name">As somebody wrote it.</param>
    /// <param name="offered">What the message may name; all if none are given.</param>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public static StudyParameter Find(string name, IReadOnlyList<StudyParameter>? offered = null)
    {
        string wanted = name.Trim().ToLowerInvariant();
        string[] names = [.. (offered ?? All).Select(parameter => parameter.Name)];
        return All.FirstOrDefault(parameter => parameter.Name == wanted || parameter.Aliases.Contains(wanted) || $"{parameter.Name}s" == wanted)
            ?? throw new UsageException(NearestName.Find(wanted, names) is string nearest
                ? $"{Quoted.Of(name)} cannot be compared. Did you mean {nearest}?"
                : $"{Quoted.Of(name)} cannot be compared (choose from {string.Join(", ", names)})");
    }

    /// <summary>A style as a value.</summary>
    public static AxisValue StyleValue(string name) => new(name, settings => settings with { Styles = [.. settings.Styles, name] });

    /// <summary>As the X/Y/Z script of A1111's web UI: the first value is searched for in both prompts, and each takes its place.</summary>
    private static AxisValue[] ReadReplacements(IReadOnlyList<string> texts, StudyBase known)
    {
        string sought = texts[0];
        bool isThere = sought.Length > 0
            && (known.Settings.Prompt.Contains(sought, StringComparison.Ordinal) || known.Settings.Negative.Contains(sought, StringComparison.Ordinal));
        return isThere
            ? Each(texts, text => new AxisValue(text.Length == 0 ? "nothing" : Short(text), settings => settings with
            {
                Prompt = settings.Prompt.Replace(sought, text, StringComparison.Ordinal),
                Negative = settings.Negative.Replace(sought, text, StringComparison.Ordinal),
            }))
            : throw new UsageException($"{Quoted.Of(sought)} is not in the prompt; the first value is searched for, and replaced by the others");
    }

    private static AxisValue[] Each(IReadOnlyList<string> texts, Func<string, AxisValue> read) => [.. texts.Select(read)];

    private static AxisValue[] Integers(IReadOnlyList<string> texts, long least, long most, Func<CellSettings, long, CellSettings> apply)
        => [.. texts.SelectMany(text => NumberRange.ReadIntegers(text, least, most)).Select(value => new AxisValue(Show(value), settings => apply(settings, value)))];

    private static AxisValue[] Numbers(IReadOnlyList<string> texts, double least, double most, Func<CellSettings, double, CellSettings> apply)
        => [.. texts.SelectMany(NumberRange.Read).Select(value => value < least || value > most
            ? throw new UsageException($"{Show(value)} is out of range; {Show(least)} to {Show(most)} can be given")
            : new AxisValue(Show(value), settings => apply(settings, value)))];

    private static string Show(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= LongestLabel ? text : $"{text[..LongestLabel]}…";

    /// <summary>A sampler that has one schedule only goes without the schedule that others have.</summary>
    private static ImageRequest WithSampler(ImageRequest request, SamplerChoice choice) => request with
    {
        Sampler = choice.Sampler,
        Schedule = choice.Schedule ?? (SamplerNames.HasChoiceOfSchedule(choice.Sampler) ? request.Schedule : ScheduleKind.Automatic),
    };
}
