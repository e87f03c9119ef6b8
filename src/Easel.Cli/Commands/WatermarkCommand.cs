using Easel.Cli.Options;
using Easel.Cli.Watermarks;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Imaging.Watermarks;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel watermark read FILE...</c> and <c>easel watermark add IN OUT</c>: the invisible watermark of pictures.</summary>
internal static class WatermarkCommand
{
    private static readonly Flag s_json = new("--json", "read: tell one JSON object for each file, each on its line");

    private static readonly OptionGroup s_options = new("Options", s_json);

    private static readonly HelpPage s_help = new(
        "easel watermark read [--json] FILE...\n       easel watermark add IN OUT",
        $"Tells whether pictures (PNG, JPEG, WebP, BMP, GIF) carry the invisible watermark {Watermark.Text} of Stable Diffusion's original scripts, or writes a picture with it "
            + "as a new PNG file, which keeps the texts of a PNG file. The watermark is weak: a smaller copy or a JPEG file may have lost it.",
        [s_options],
        "Exit codes: 0 done (whether there are watermarks or not), 1 some files cannot be read or written, 2 wrong command line.");

    /// <summary>Runs the command.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        (List<string> options, List<string> names) = Part(words);
        ParsedOptions parsed = new OptionReader(s_options.Options).Read(options);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        return names switch
        {
            ["read", _, ..] => Read(names.Skip(1), parsed.Has(s_json), surroundings),
            ["read"] => throw new UsageException("read: no file is named: easel watermark read FILE..."),
            ["add", ..] when parsed.Has(s_json) => throw new UsageException("argument --json: add tells nothing that could be JSON; leave it out"),
            ["add", string source, string destination] => Add(source, destination, surroundings),
            ["add", ..] => throw new UsageException($"add: wanted two files, the picture and its new copy, found {names.Count - 1}: easel watermark add IN OUT"),
            [string other, ..] => throw new UsageException($"{Quoted.Of(other)} is none of read, add{Hint(other)}"),
            [] => throw new UsageException("say what to do: read, add"),
        };
    }

    /// <summary>Words that are options, and the others; all behind <c>--</c> are others.</summary>
    private static (List<string> Options, List<string> Names) Part(IReadOnlyList<string> words)
    {
        List<string> options = [];
        List<string> names = [];
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == "--")
            {
                names.AddRange(words.Skip(i + 1));
                break;
            }

            (words[i].Length > 1 && words[i][0] == '-' ? options : names).Add(words[i]);
        }

        return (options, names);
    }

    private static string Hint(string word) => NearestName.Find(word, ["read", "add"]) is string nearest ? $". Did you mean '{nearest}'?" : "";

    private static int Read(IEnumerable<string> files, bool writesJson, Surroundings surroundings)
    {
        bool areAllRead = true;
        foreach (string file in files)
        {
            surroundings.Cancel.ThrowIfCancellationRequested();
            var finding = WatermarkFinding.Of(file);
            areAllRead &= finding.Problem is null;
            if (writesJson)
            {
                surroundings.Output.WriteLine(finding.ToJson().ToJsonString());
            }
            else if (finding.Problem is null)
            {
                surroundings.Output.WriteLine(finding.Describe());
            }
            else
            {
                surroundings.Error.WriteLine($"easel watermark: error: {finding.Describe()}");
            }
        }

        return areAllRead ? ExitCode.Success : ExitCode.Failure;
    }

    private static int Add(string source, string destination, Surroundings surroundings)
    {
        if (!destination.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"add: the new file is a PNG file, but {Quoted.Of(destination)} does not end in .png");
        }

        PngPicture picture = PictureFile.ReadWithTexts(source);
        if (!Watermark.Fits(picture.Image.Width, picture.Image.Height))
        {
            throw new ImageException(
                $"{source}: a picture of {picture.Image.Width} x {picture.Image.Height} is too small for the watermark, which takes {Watermark.LeastPixels} pixels or more, such as 256 x 256.");
        }

        PngText[] texts = [.. picture.Texts.Where(PngFile.CanHold)];
        if (texts.Length < picture.Texts.Count)
        {
            surroundings.Error.WriteLine($"warning: {picture.Texts.Count - texts.Length} of {picture.Texts.Count} texts of {Quoted.Harmless(source)} are not as PNG wants them, and are left out.");
        }

        if (!OutputFolder.TryWrite(destination, PngFile.Encode(WatermarkWriter.Mark(picture.Image), texts)))
        {
            throw new ImageException(Path.Exists(destination)
                ? $"{destination} exists already and is not overwritten; name another, or move it away."
                : $"{destination}.part is there already: another easel is writing that picture, or one was ended while it did; then delete it.");
        }

        surroundings.Output.WriteLine(destination);
        return ExitCode.Success;
    }
}
