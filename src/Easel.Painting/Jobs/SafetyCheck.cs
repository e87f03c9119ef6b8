using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Painting.Texts;

namespace Easel.Painting.Jobs;

/// <summary>A run's safety checker: looks at every picture, and replaces those that it flags.</summary>
internal sealed class SafetyCheck : IDisposable
{
    private readonly SafetyChecker _checker;
    private readonly ReplacementPicture _replacement;
    private readonly Action<string> _warn;
    private readonly bool _isOwner;
    private int _pictures;
    private bool _toldOfOverflow;

    private SafetyCheck(SafetyChecker checker, ReplacementPicture replacement, Action<string> warn, bool isOwner = true)
    {
        _checker = checker;
        _replacement = replacement;
        _warn = warn;
        _isOwner = isOwner;
    }

    /// <summary>A check of another run with the same weights, which stay open when it is let go. One of them looks at a time.</summary>
    /// <param name="picturesBefore">Pictures that others of the same whole looked at: words about pictures count on from there.</param>
    /// <param name="warn">Told of pictures that are replaced.</param>
    public SafetyCheck Sharing(int picturesBefore, Action<string> warn) => new(_checker, _replacement, warn, isOwner: false) { _pictures = picturesBefore };

    /// <summary>Opens the checker that was named, else one that is found. Without any, the user is told once that pictures are not checked.</summary>
    /// <param name="choice">What the command line says.</param>
    /// <param name="pipeline">The model that paints, and its threads.</param>
    /// <param name="isPocket">
    /// Whether that is the model that comes with Easel. It was taught from scenes that a program drew and knows nothing else: it is checked if a checker is named, and no
    /// word is lost otherwise.
    /// </param>
    /// <param name="warn">Told of pictures that are not checked, and of those that are replaced.</param>
    /// <returns>The check, or none.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The weights cannot be used.</exception>
    /// <exception cref="Models.ConfigException">A settings file beside them cannot.</exception>
    /// <exception cref="GenerationException">A file that was named is not there.</exception>
    /// <exception cref="ImageException">The replacement is no picture.</exception>
    public static SafetyCheck? Open(SafetyChoice choice, PipelineOptions pipeline, bool isPocket, Action<string> warn)
        => Open(choice, pipeline, isPocket, warn, SafetyCheckerFinder.CacheFolder);

    /// <param name="choice">What the command line says.</param>
    /// <param name="pipeline">The model that paints, and its threads.</param>
    /// <param name="isPocket">Whether that is the model that comes with Easel.</param>
    /// <param name="warn">Told of pictures that are not checked, and of those that are replaced.</param>
    /// <param name="cache">Where weights are looked for first.</param>
    internal static SafetyCheck? Open(SafetyChoice choice, PipelineOptions pipeline, bool isPocket, Action<string> warn, string? cache)
    {
        if (choice.IsOff)
        {
            return null;
        }

        // Before weights are read: it is quick, and may be wrong.
        ReplacementPicture replacement = ReadReplacement(choice.Replacement);
        return Find(choice, pipeline, isPocket, warn, cache) is string path ? new SafetyCheck(SafetyChecker.Open(path, pipeline.Threads), replacement, warn) : null;
    }

    /// <summary>The place of the checker that would be opened, or none; with the same errors and warnings.</summary>
    /// <inheritdoc cref="Open(SafetyChoice, PipelineOptions, bool, Action{string})"/>
    public static string? Find(SafetyChoice choice, PipelineOptions pipeline, bool isPocket, Action<string> warn)
    {
        if (choice.IsOff)
        {
            return null;
        }

        _ = ReadReplacement(choice.Replacement);
        return Find(choice, pipeline, isPocket, warn, SafetyCheckerFinder.CacheFolder);
    }

    private static string? Find(SafetyChoice choice, PipelineOptions pipeline, bool isPocket, Action<string> warn, string? cache)
    {
        NamedPath.RequireFileOrFolder(OptionNames.SafetyChecker, choice.Checker);
        if ((choice.Checker ?? (isPocket ? null : SafetyCheckerFinder.Find(pipeline.Checkpoint, cache))) is string path)
        {
            return path;
        }

        if (!isPocket)
        {
            warn($"pictures are not checked: no safety checker in {cache ?? "the user's cache"}. Put model.safetensors and config.json of {SafetyChecker.Origin} there, or say {OptionNames.NoSafetyChecker}");
        }
        else if (choice.Replacement is not null)
        {
            warn($"{OptionNames.Replacement} takes no picture's place: pocket's pictures are checked only if a checker is named. Name it: {OptionNames.SafetyChecker} PATH");
        }

        return null;
    }

    /// <summary>Looks at a picture.</summary>
    /// <param name="update">What was painted; the checker sees it rounded to 8 bits, as the original shows it.</param>
    /// <param name="image">The same as it is to be saved.</param>
    /// <returns>The picture, or what takes its place; and what the picture's file says of the check.</returns>
    public (Image Image, JsonObject? Facts) Check(ImageUpdate update, Image image)
    {
        SafetyVerdict verdict;
        lock (_checker)
        {
            verdict = _checker.Check(Image.FromUnitRounded(update.Unit, update.Width, update.Height));
        }

        _pictures++;
        JsonObject facts = new()
        {
            ["checked"] = true,
            ["flagged"] = verdict.IsFlagged,
            ["maxScore"] = verdict.MaxScore,
        };
        if (verdict.Float32Layers.Count > 0)
        {
            facts["float32Layers"] = new JsonArray([.. verdict.Float32Layers.Select(layer => (JsonNode)layer)]);
            if (!_toldOfOverflow)
            {
                _toldOfOverflow = true;
                _warn($"the safety checker's '{verdict.Float32Layers[0]}' overflowed with weights in half precision. It was computed again in float32, here and wherever that happens again, and the run goes on");
            }
        }

        if (!verdict.IsFlagged)
        {
            return (image, facts);
        }

        string score = verdict.MaxScore.ToString("0.000", CultureInfo.InvariantCulture);
        _warn($"picture {_pictures} was replaced: the safety checker flagged it (score {score}, above 0). It errs at times; another seed may help");
        return (_replacement.For(image.Width, image.Height), facts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _checker.Dispose();
        }
    }

    private static ReplacementPicture ReadReplacement(string? path)
    {
        NamedPath.RequireFile(OptionNames.Replacement, path);
        return path is null ? ReplacementPicture.OwnCard() : ReplacementPicture.Load(path);
    }
}
