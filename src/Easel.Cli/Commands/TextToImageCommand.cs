using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel txt2img</c>: paints pictures of a text, as <c>scripts/txt2img.py</c> of CompVis/stable-diffusion does.</summary>
internal static class TextToImageCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
        => PaintingCommand.RunAsync(new OptionReader(TextToImageArguments.Groups).Read(words), TextToImageArguments.HelpWith, JobOf, surroundings);

    /// <summary>Reads and checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    private static PaintingJob JobOf(ParsedOptions parsed, PocketModel? pocket)
    {
        ScriptArguments script = TextToImageArguments.Script;
        if (parsed.Has(TextToImageArguments.Laion400M))
        {
            throw new UsageException(
                "argument --laion400m: that is another model (latent diffusion text2img-large, whose text encoder is BERT), which Easel does not run yet. Leave it out to paint with Stable Diffusion v1.");
        }

        script.Refuse(parsed);
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        ImageRequest request = script.ReadRequest(parsed, model.Pocket) with
        {
            Width = (int)parsed.Of(TextToImageArguments.Width, model.Pocket?.Defaults.Width),
            Height = (int)parsed.Of(TextToImageArguments.Height, model.Pocket?.Defaults.Height),
            LatentChannels = (int)parsed.Of(TextToImageArguments.LatentChannels),
            Downsampling = (int)parsed.Of(TextToImageArguments.Downsampling),
            FixedStart = parsed.Has(TextToImageArguments.FixedStart),
        };
        Func<IReadOnlyList<IReadOnlyList<string>>> prompts = script.ReadPrompts(parsed, request.NoiseBatch);
        OutputPlan output = script.ReadOutput(parsed, request.NoiseBatch, model.Pocket);
        PipelineOptions pipeline = ModelArguments.ReadPipeline(parsed, model);
        return new PaintingJob
        {
            Command = "txt2img",
            Model = model,
            Pipeline = pipeline,
            Run = RunArguments.Read(parsed),
            Finish = FinishArguments.Read(parsed),
            Journal = JournalArguments.Read(parsed),
            Prepare = () => new PaintingOrder(request with { Batches = prompts() }, output),
            EndsAsScript = true,
        };
    }
}
