using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel inpaint</c>: paints parts of pictures anew, as <c>scripts/inpaint.py</c> of CompVis/stable-diffusion does.</summary>
internal static class InpaintCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
        => PaintingCommand.RunAsync(new OptionReader(InpaintArguments.Groups).Read(words), InpaintArguments.HelpWith, JobOf, surroundings);

    /// <summary>Reads and checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    private static PaintingJob JobOf(ParsedOptions parsed, PocketModel? pocket)
    {
        string input = FolderOf(parsed, InpaintArguments.InputFolder, "of pictures and masks");
        string output = FolderOf(parsed, InpaintArguments.OutputFolder, "to write to");
        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)))
        {
            throw new UsageException("argument --outdir: is the folder of the pictures themselves, whose names the painted ones have; name another");
        }

        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        ImageRequest request = ReadRequest(parsed, model.Pocket);
        double strength = parsed.Of(InpaintArguments.Strength);
        PipelineOptions pipeline = ModelArguments.ReadPipeline(parsed, model);
        return new PaintingJob
        {
            Command = "inpaint",
            Model = model,
            Pipeline = pipeline,
            Run = RunArguments.Read(parsed),
            Finish = FinishArguments.ReadOnDemand(parsed),
            Journal = JournalArguments.Read(parsed),
            Prepare = () => Prepare(MaskedPictures.Find(input, output), output, request, strength),
        };
    }

    private static string FolderOf(ParsedOptions parsed, ValueOption<string?> option, string what)
        => parsed.Of(option) is { Length: > 0 } folder ? folder : throw new UsageException($"argument {option.Name}: the folder {what} is needed; name it: {option.Name} FOLDER");

    private static ImageRequest ReadRequest(ParsedOptions parsed, PocketModel? pocket)
    {
        string prompt = parsed.Of(InpaintArguments.Prompt) ?? "";
        string negative = parsed.Of(InpaintArguments.Negative) ?? "";
        SamplerChoice sampler = parsed.Of(InpaintArguments.Sampler) ?? new SamplerChoice(pocket?.Sampler ?? SamplerKind.Ddim);
        return SamplerRules.Require(new ImageRequest
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Syntax = SyntaxOption.KindOf(parsed.Of(InpaintArguments.Syntax)),
            Sampler = sampler.Sampler,
            Schedule = SamplerRules.ScheduleOf(sampler, parsed.Of(InpaintArguments.Schedule)),
            Steps = (int)parsed.Of(InpaintArguments.Steps, pocket?.Defaults.Steps),
            Eta = parsed.Of(InpaintArguments.Eta),

            // Without prompts both predictions are one: guidance would take twice the time and change nothing.
            GuidanceScale = parsed.Of(InpaintArguments.Scale) ?? (prompt == negative ? 1 : 7.5),
            Seed = (ulong)parsed.Of(InpaintArguments.Seed),
            Noise = NoiseOption.KindOf(parsed.Of(InpaintArguments.Noise)),
            Approximations = parsed.Of(RunArguments.Fast),
        });
    }

    /// <summary>Looks at all pictures before the first is painted; they are read again when it is their turn, so that a large folder needs little memory.</summary>
    private static PaintingOrder Prepare(IReadOnlyList<MaskedPicture> found, string folder, ImageRequest request, double strength)
    {
        MaskedPicture[] left = [.. found.Where(picture => !Path.Exists(picture.Result))];
        PlannedRequest[] planned = [.. left.Select(picture => Plan(picture, request, strength))];
        string[] results = [.. left.Select(picture => Path.GetFileName(picture.Result))];
        return new PaintingOrder(planned, new OutputPlan(OutputKind.Named, folder, "--outdir FOLDER") { Names = results })
        {
            Notes =
            [
                $"Found {found.Count} inputs.",
                .. found.Except(left).Select(picture => $"{picture.Result} is there already: passed over."),
                .. left.Length == 0 ? new[] { "Nothing is left to paint. To paint them anew, move those files away, or name another folder: --outdir FOLDER" } : [],
            ],
        };
    }

    private static MaskedRequest Plan(MaskedPicture picture, ImageRequest request, double strength)
    {
        // What it is now is what is painted, or nothing is.
        MaskedPicture hashed = picture.Hashed();
        Image image = hashed.Read().Picture;
        return new MaskedRequest(hashed, request, strength, (image.Width, image.Height));
    }
}
