using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel img2img</c>: paints pictures that begin with a picture, as <c>scripts/img2img.py</c> of CompVis/stable-diffusion does.</summary>
internal static class ImageToImageCommand
{
    /// <summary>What the original rounds sides down to multiples of.</summary>
    private const int SideStep = 32;

    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
        => PaintingCommand.RunAsync(new OptionReader(ImageToImageArguments.Groups).Read(words), ImageToImageArguments.HelpWith, JobOf, surroundings);

    /// <summary>Reads and checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    private static PaintingJob JobOf(ParsedOptions parsed, PocketModel? pocket)
    {
        ScriptArguments script = ImageToImageArguments.Script;
        script.Refuse(parsed);
        string picture = parsed.Of(ImageToImageArguments.InitialPicture) is { Length: > 0 } file
            ? file
            : throw new UsageException("argument --init-img: a picture to begin with is needed; name one: --init-img FILE. Without one, easel txt2img paints");
        string? mask = parsed.FileOf(ImageToImageArguments.Mask);
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        ImageRequest request = script.ReadRequest(parsed, model.Pocket);
        double strength = parsed.Of(ImageToImageArguments.Strength);
        Func<IReadOnlyList<IReadOnlyList<string>>> prompts = script.ReadPrompts(parsed, request.NoiseBatch);
        OutputPlan output = script.ReadOutput(parsed, request.NoiseBatch, model.Pocket);
        PipelineOptions pipeline = ModelArguments.ReadPipeline(parsed, model);
        return new PaintingJob
        {
            Command = "img2img",
            Model = model,
            Pipeline = pipeline,
            Run = RunArguments.Read(parsed),
            Finish = FinishArguments.ReadOnDemand(parsed),
            Journal = JournalArguments.Read(parsed),
            Prepare = () =>
            {
                var input = PictureInput.Read(picture, mask);
                return new PaintingOrder(BeginWith(input, picture, request with { Batches = prompts() }, strength), output)
                {
                    Notes = Notes(input, picture, request, strength),
                    Warnings = [.. ImageToImageArguments.WithoutEffect.Where(parsed.Has).Select(option => $"{option.Name} changes nothing in img2img, as in the original.")],
                };
            },
            EndsAsScript = true,
        };
    }

    /// <summary>The request with the picture in the size that the original gives it.</summary>
    private static ImageRequest BeginWith(PictureInput input, string path, ImageRequest request, double strength)
    {
        int width = input.Picture.Width / SideStep * SideStep;
        int height = input.Picture.Height / SideStep * SideStep;
        return width > 0 && height > 0
            ? request with { Width = width, Height = height, Initial = input.Resize(width, height).Begin(strength) }
            : throw new GenerationException($"{path} is {input.Picture.Width} x {input.Picture.Height} pixels, but sides are rounded down to multiples of {SideStep}: both must be {SideStep} or more.");
    }

    /// <summary>The original's lines.</summary>
    private static string[] Notes(PictureInput input, string path, ImageRequest request, double strength)
    {
        string loaded = $"loaded input image of size ({input.Picture.Width}, {input.Picture.Height}) from {path}";
        return request.Sampler is SamplerKind.Ddim or SamplerKind.Plms ? [loaded, $"target t_enc is {(int)(strength * request.Steps)} steps"] : [loaded];
    }
}
