using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Tensors.Memory;

namespace Easel.Painting.Metadata;

/// <summary>How a picture was painted, as its texts tell it, in the options of <c>demo</c>.</summary>
/// <param name="Path">the picture</param>
/// <param name="Words">options with their values, <c>--seed=42</c></param>
/// <param name="Warnings">what of it cannot be had here</param>
internal sealed record RecordedParameters(string Path, IReadOnlyList<string> Words, IReadOnlyList<string> Warnings)
{
    // Where a picture is painted is no matter of what it shows, and its file was its own.
    private static readonly string[] s_left = ["output", "device", "params_from"];

    private static readonly string[] s_asTheyAre =
        ["prompt", "seed", "beta_start", "beta_end", "beta_schedule", "num_inference_steps", "guidance_scale", "eta", "strength", "H", "W"];

    /// <summary>
    /// Reads a picture: the texts of <c>demo.py</c>, else its EXIF, else Easel's own record, else a web UI's <c>parameters</c>. Its size is that of the picture unless
    /// a text tells another.
    /// </summary>
    /// <exception cref="GenerationException">It tells nothing, or cannot be read.</exception>
    /// <exception cref="ImageException">It is no PNG file.</exception>
    public static RecordedParameters Read(string path)
    {
        PngPicture picture = Load(path);
        List<string> warnings = [];
        Dictionary<string, string> arguments = ParameterTexts.OfDemo(picture)
            ?? ParameterTexts.OfExif(picture, path)
            ?? ParameterTexts.OfRecord(picture, path, warnings)
            ?? ParameterTexts.OfInfotext(picture, warnings)
            ?? throw new GenerationException(
                $"{path}: the picture does not tell how it was painted: it has none of the texts '{DemoKeys.Prefix}...', 'easel' and 'parameters', and no EXIF of stable_diffusion.openvino. "
                + "Programs that edit or send pictures often leave texts out.");
        AddSize(arguments, picture.Image);
        return new RecordedParameters(path, [.. arguments.Select(argument => WordOf(argument.Key, argument.Value, warnings)).OfType<string>()], warnings);
    }

    private static PngPicture Load(string path)
    {
        if (path.Length == 0)
        {
            throw new UsageException("argument --params-from: no file is given");
        }

        if (FileStamp.IsSpecial(path))
        {
            throw new GenerationException($"argument --params-from: {path}: it is a pipe, a device or a socket, not a file; reading it could wait for ever.");
        }

        try
        {
            return PngFile.Load(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"argument --params-from: {FileProblem.Describe(error, path)}", error);
        }
    }

    private static void AddSize(Dictionary<string, string> arguments, Image picture)
    {
        if (picture.Width % SideRules.Multiple == 0 && picture.Height % SideRules.Multiple == 0)
        {
            arguments.TryAdd("W", PythonNumber.Format((ulong)picture.Width));
            arguments.TryAdd("H", PythonNumber.Format((ulong)picture.Height));
        }
    }

    /// <summary>An argument as a word of a command line; none if it is left out.</summary>
    private static string? WordOf(string name, string value, List<string> warnings)
    {
        string option = $"--{name.Replace('_', '-')}";
        switch (name)
        {
            case "init_image" or "mask":
                return $"{option}={DemoKeys.FileName(value)}";
            case "model" or "tokenizer":
                return IsAtHand(name, value) ? $"{option}={value}" : Leave($"it was painted with the {name} {Quoted.Of(value)}, which is not here under this name; the usual one is taken unless {option} names another.");
            case "prompt" when HiddenPrompts.IsName(value):
                return Leave($"its prompt is private, only its hash is told; the default is painted unless {option} names it.");
            case var _ when s_left.Contains(name):
                return null;
            default:
                return s_asTheyAre.Contains(name) ? $"{option}={value}" : Leave($"its argument {Quoted.Of(name)} is unknown, and left out.");
        }

        string? Leave(string warning)
        {
            warnings.Add(warning);
            return null;
        }
    }

    private static bool IsAtHand(string name, string value)
        => value == (name == "model" ? DemoKeys.OriginalModel : DemoKeys.OriginalTokenizer) || value == PocketModel.Name
            || (value == DemoKeys.FileName(value) && System.IO.Path.Exists(value));
}
