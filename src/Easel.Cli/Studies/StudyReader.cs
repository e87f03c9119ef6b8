using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Studies;
using Easel.Painting.Studies.Axes;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Cli.Studies;

/// <summary>Command lines of <c>study</c> and <c>workshop</c>.</summary>
internal static class StudyReader
{
    /// <summary>Reads and checks a command line of <c>study</c>.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    /// <exception cref="GenerationException">A file cannot be used.</exception>
    public static StudyOptions ForStudy(ParsedOptions parsed, PocketModel? pocket)
    {
        (string? preset, string? word) = ReadWords(parsed);
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        StudyBase known = ReadBase(parsed, model, word);
        List<StudyAxis> axes = [preset is null ? ReadAxis(StudyArguments.X, parsed, known)! : StudyPresets.Axis(preset, known)];
        foreach (ValueOption<string?> option in new[] { StudyArguments.Y, StudyArguments.Z })
        {
            if (ReadAxis(option, parsed, known) is StudyAxis axis)
            {
                axes.Add(axis);
            }
        }

        string name = preset is not null && axes.Count == 1 ? preset : string.Join('-', axes.Select(axis => axis.Parameter.Name));
        return StudyOptions.Checked(new StudyOptions { Axes = axes, Base = known, Model = model, Folder = ReadFolder(parsed, $"outputs/study-{name}"), Columns = (int)parsed.Of(StudyArguments.Columns) });
    }

    /// <summary>Reads and checks a command line of <c>workshop</c>.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    /// <exception cref="GenerationException">A file cannot be used.</exception>
    public static StudyOptions ForWorkshop(ParsedOptions parsed, PocketModel? pocket)
    {
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        StudyBase known = ReadBase(parsed, model, parsed.Positionals.Count > 0 ? parsed.Positionals[0] : null);
        StyleList list = StyleOptions.Named(StudyArguments.List.Name, () => known.Book.FindList(parsed.Of(StudyArguments.List)!));
        int limit = (int)parsed.Of(StudyArguments.Limit);
        StudyAxis axis = new(
            StudyParameters.Style,
            [new AxisValue("as it is", settings => settings), .. list.Styles.Take(limit == 0 ? int.MaxValue : limit).Select(style => StudyParameters.StyleValue(style.Name))]);
        return StudyOptions.Checked(new StudyOptions { Axes = [axis], Base = known, Model = model, Folder = ReadFolder(parsed, $"outputs/workshop-{list.Name}"), Columns = (int)parsed.Of(StudyArguments.Columns) });
    }

    /// <summary>The preset, and the prompt that stands behind it.</summary>
    private static (string? Preset, string? Prompt) ReadWords(ParsedOptions parsed)
    {
        IReadOnlyList<string> words = parsed.Positionals;
        if (parsed.Has(StudyArguments.X))
        {
            return words.Count > 1
                ? throw new UsageException(StudyPresets.IsName(words[0])
                    ? $"there are two first axes, {words[0]} and --x; leave one of them out, or put --x's values on --y"
                    : $"unrecognized arguments: {Quoted.Of(words[1])}. With --x there is one word, the prompt; put it between quotes")
                : (null, words.Count > 0 ? words[0] : null);
        }

        string names = string.Join(", ", StudyPresets.Names);
        if (words.Count == 0)
        {
            throw new UsageException($"what is to be compared? {names} can be; or name an axis, such as --x steps=10,25,50");
        }

        return StudyPresets.IsName(words[0])
            ? (words[0], words.Count > 1 ? words[1] : null)
            : throw new UsageException($"{Quoted.Of(words[0])} cannot be compared; {names} can be, or axes: --x steps=10,25,50 --y seed=1,2");
    }

    private static StudyBase ReadBase(ParsedOptions parsed, ChosenModel model, string? word)
    {
        if (word is not null && parsed.Has(StudyArguments.Prompt))
        {
            throw new UsageException($"there are two prompts, {Quoted.Of(word)} and --prompt; name one");
        }

        ImageRequest usual = StudyModel.UsualRequest(model);
        PictureSize size = parsed.Of(StudyArguments.Size) ?? new PictureSize(usual.Width, usual.Height);
        SamplerChoice sampler = parsed.Of(StudyArguments.Sampler) ?? new SamplerChoice(usual.Sampler);
        CellSettings settings = new()
        {
            Prompt = word ?? parsed.Of(StudyArguments.Prompt) ?? throw new UsageException("what is to be painted? Put a prompt behind it, between quotes, such as \"a fox in snow\""),
            Negative = parsed.Of(StudyArguments.Negative) ?? "",
            Styles = parsed.AllOf(StyleOptions.Style),
            Model = ModelArguments.ReadPipeline(parsed, model),
            Initial = ReadInitial(parsed),
            Strength = ReadStrength(parsed),
            Request = usual with
            {
                Syntax = PromptSyntax.Weighted,
                Width = size.Width,
                Height = size.Height,
                Steps = (int)parsed.Of(StudyArguments.Steps, model.Pocket is null ? null : usual.Steps),
                Sampler = sampler.Sampler,
                Schedule = parsed.Of(StudyArguments.Schedule) ?? sampler.Schedule ?? ScheduleKind.Automatic,
                GuidanceScale = parsed.Of(StudyArguments.Scale, model.Pocket is null ? null : usual.GuidanceScale),
                Seed = (ulong)parsed.Of(StudyArguments.Seed),
                Noise = NoiseOption.KindOf(parsed.Of(StudyArguments.Noise)),
                Approximations = parsed.Of(RunArguments.Fast),
            },
        };
        return new StudyBase(settings, StyleOptions.ReadBook(parsed));
    }

    private static StudyAxis? ReadAxis(ValueOption<string?> option, ParsedOptions parsed, StudyBase known)
        => parsed.Of(option) is string text ? StyleOptions.Named(option.Name, () => StudyAxis.Read(text, known)) : null;

    private static string ReadFolder(ParsedOptions parsed, string usual)
        => !parsed.Has(StudyArguments.Folder) ? usual
            : parsed.Of(StudyArguments.Folder) is { Length: > 0 } folder ? folder
            : throw new UsageException("argument --out: expected the name of a folder");

    private static PictureInput? ReadInitial(ParsedOptions parsed)
        => parsed.FileOf(StudyArguments.Initial) is string path ? PictureInput.Read(path, maskPath: null, PictureOrientation.Upright) : null;

    private static double ReadStrength(ParsedOptions parsed)
        => parsed.Has(StudyArguments.Strength) && !parsed.Has(StudyArguments.Initial)
            ? throw new UsageException("argument --strength: is how much of a picture is painted anew; name the picture: --init FILE")
            : parsed.Of(StudyArguments.Strength);
}
