using System.Text.Json.Nodes;
using Easel.Cli.Reports;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Safety;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Painting.Reports;

namespace Easel.Cli.Verification;

/// <summary>A picture that was painted again.</summary>
/// <param name="Latents">the digests after each step that was taken</param>
/// <param name="Model">what painted it</param>
internal sealed record Repainted(IReadOnlyList<string> Latents, PipelineSummary Model)
{
    /// <summary>The digest of the decoder's output; none if it was not painted to the end.</summary>
    public string? Decoded { get; init; }

    /// <summary>What its file shows; none if it was not painted to the end.</summary>
    public Image? Picture { get; init; }

    /// <summary>The texts that Easel writes into its file.</summary>
    public IReadOnlyList<PngText> Texts { get; init; } = [];
}

/// <summary>Paints recorded pictures again, each alone. One model is open at a time, and stays open for the next picture if it is the same.</summary>
/// <param name="surroundings">Opens models.</param>
/// <param name="replacement">What takes the place of flagged pictures.</param>
/// <param name="progress">Shows steps.</param>
/// <param name="warn">Told what the user should know.</param>
internal sealed class PicturePainter(Surroundings surroundings, ReplacementPicture replacement, IProgressView progress, Action<string> warn) : IDisposable
{
    private IPainter? _painter;
    private string _opened = "";
    private long _plannedPixels;

    /// <summary>Paints a picture.</summary>
    /// <param name="recorded">What its record says.</param>
    /// <param name="version">The version of Easel in its texts.</param>
    /// <param name="request">Its request, with the pictures that it begins with.</param>
    /// <param name="model">How its model is opened.</param>
    /// <param name="until">The last step that is taken; all if 0.</param>
    /// <param name="plan">Which of how many pictures it is, for who watches.</param>
    public async Task<Repainted> PaintAsync(RecordedPainting recorded, string version, ImageRequest request, PipelineOptions model, int until, Func<PipelineSummary, RunPlan> plan)
    {
        IPainter painter = Open(model, planned: request with { Batches = [[request.Batches[0][recorded.Index]]], NoiseBatch = 0 });
        List<string> latents = [];
        progress.Begin(plan(painter.Model));
        try
        {
            RunOptions alone = new() { Only = new PictureOfRun(Iteration: 0, Batch: 0, recorded.Index, recorded.Begun) };
            await foreach (RunUpdate update in painter.RunAsync(request, alone, surroundings.Cancel).ConfigureAwait(false))
            {
                switch (update)
                {
                    case StepUpdate step:
                        progress.Step(step);
                        latents.AddRange(step.Digests);
                        if (step.Step == until)
                        {
                            return new Repainted(latents, painter.Model);
                        }

                        break;
                    case ImageUpdate picture:
                        return Finish(recorded, version, request, model, picture, latents, painter.Model);
                    case WarningUpdate warning:
                        warn(warning.Message);
                        break;
                }
            }
        }
        finally
        {
            progress.End();
        }

        throw new InvalidOperationException("The run ended without a picture.");
    }

    /// <inheritdoc/>
    public void Dispose() => _painter?.Dispose();

    private IPainter Open(PipelineOptions options, ImageRequest planned)
    {
        // Beside the model's, what is planned decides whether the encoder is there, and whether there is memory enough: for a larger picture that is asked anew.
        // Noise that a command line names is told by its origin.
        string key = $"{options with { Schedule = null }} {options.Schedule?.Origin} {planned.Initial is not null}";
        long pixels = (long)planned.Width * planned.Height;
        if (_painter is null || _opened != key || pixels > _plannedPixels)
        {
            _painter?.Dispose();
            _painter = null;
            _painter = surroundings.OpenPainter(options with { Planned = planned }, warn);
            (_opened, _plannedPixels) = (key, pixels);
        }

        return _painter;
    }

    /// <summary>What is done with a picture before it is written: all but looking at it, whose result is taken from the record.</summary>
    private Repainted Finish(RecordedPainting recorded, string version, ImageRequest request, PipelineOptions options, ImageUpdate update, List<string> latents, PipelineSummary model)
    {
        var image = Image.FromUnit(update.Unit, update.Width, update.Height);
        if (recorded.Kept is (int width, int height) && width <= image.Width && height <= image.Height)
        {
            image = image.Crop(left: 0, top: 0, width, height);
        }

        image = recorded.IsReplaced ? replacement.For(image.Width, image.Height) : image;
        using PictureFinish finish = new() { Watermark = recorded.Watermark is null ? null : new WatermarkStamp(_ => { }) };
        (Image stamped, string? watermark) = finish.Stamp(image);

        // As the run had it, of which it was one picture; and private prompts as its file tells them.
        ImageRequest told = recorded.Request with { Initial = request.Initial, Iterations = recorded.Iterations, Batches = [.. Enumerable.Repeat(recorded.Request.Batches[0], recorded.Batches)] };
        ImageUpdate itself = update with { Iteration = recorded.Iteration, Batch = recorded.Batch, Prompt = recorded.Request.Batches[0][recorded.Index] };
        FinishedPicture finished = new(RequestNumber: 0, told, itself, image)
        {
            Safety = (JsonObject?)recorded.Safety?.DeepClone(),
            Flat = recorded.IsReplaced ? null : FlatColour.Of(image),
            Kept = recorded.Kept,
        };
        PaintedWith with = new(model.Family, recorded.Model.File, recorded.Model.Bytes, recorded.Model.Sha256, model.Device, version) { Settings = model.Settings, Vocabulary = model.Vocabulary };
        return new Repainted(latents, model)
        {
            Decoded = update.Digests?.Decoded ?? Digest.Of(update.Unit),
            Picture = stamped,
            Texts = PictureTexts.Of(finished, stamped, watermark, with, options),
        };
    }
}
