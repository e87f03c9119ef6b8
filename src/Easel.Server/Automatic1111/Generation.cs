using Easel.Diffusion;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Foreign;
using Easel.Server.Jobs;

namespace Easel.Server.Automatic1111;

/// <summary>A picture that is given back.</summary>
/// <param name="Png">its file</param>
/// <param name="Seed">the number that names its noise</param>
/// <param name="Infotext">its <c>parameters</c>; empty if it is not finished</param>
internal sealed record GivenPicture(byte[] Png, ulong Seed, string Infotext);

/// <summary>What came of a request.</summary>
/// <param name="Pictures">in their order</param>
/// <param name="Warnings">what the client should know</param>
/// <param name="Started">when the first was begun</param>
internal sealed record GivenPictures(IReadOnlyList<GivenPicture> Pictures, IReadOnlyList<string> Warnings, DateTimeOffset Started);

/// <summary>Has painted what clients of A1111's API ask for, and waits for it.</summary>
internal sealed class Generation(ForeignJobs jobs, Interrupts interrupts, ServerLimits limits)
{
    /// <summary>Has it painted. Whoever hangs up cancels it.</summary>
    /// <param name="asked">What.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="gone">The client is gone.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    /// <exception cref="GenerationFailedException">It could not be painted.</exception>
    /// <exception cref="JobRefusedException">This server does not do it.</exception>
    public async Task<GivenPictures> PaintAsync(AskedGeneration asked, string owner, CancellationToken gone)
    {
        if (asked.Second is { } larger && (long)larger.Width * larger.Height > limits.PixelsPerPicture)
        {
            // Told before the first pass is painted.
            throw new JobRefusedException("hr_scale", FormattableString.Invariant($"{larger.Width} x {larger.Height} are {(long)larger.Width * larger.Height} pixels; this server paints up to {limits.PixelsPerPicture}"));
        }

        JobRequest request = new()
        {
            Request = asked.Request,
            Model = asked.Model.Name,
            Owner = owner,
            Source = Interrupts.Source,
            Key = asked.Key,
            IsShown = asked.KeepsPictures && asked.Second is null,
        };
        List<string> warnings = [.. asked.Warnings];
        List<GivenPicture> given = [];
        using HeldJob held = jobs.Submit(request);
        Job over = await held.WhenOverAsync(gone).ConfigureAwait(false);
        warnings.AddRange(RequireDone(over).Warnings);
        IReadOnlyList<PaintedFile> files = held.Pictures();
        foreach (PaintedFile file in files)
        {
            PngPicture picture = PngFile.Decode(file.Png, "the picture");
            if (asked.Second is SecondPass second && over.State == JobState.Done)
            {
                given.AddRange(await PaintAgainAsync(picture.Image, file.Picture.Seed, second, request with { Key = null, IsShown = asked.KeepsPictures }, warnings, gone).ConfigureAwait(false));
            }
            else
            {
                given.Add(asked.Region is null ? new GivenPicture(file.Png, file.Picture.Seed, InfotextOf(picture)) : Paste(asked.Region, picture, file.Picture.Seed));
            }
        }

        if (await interrupts.TakeAsync(over.Id).ConfigureAwait(false) is Image unfinished)
        {
            given.Add(new GivenPicture(PngFile.Encode(asked.Region?.Paste(unfinished) ?? unfinished), asked.Request.SeedOf(files.Count), ""));
        }

        return new GivenPictures(given, [.. warnings.Distinct()], over.Started ?? over.Created);
    }

    /// <summary>The second pass of one picture.</summary>
    private async Task<IReadOnlyList<GivenPicture>> PaintAgainAsync(Image picture, ulong seed, SecondPass second, JobRequest first, List<string> warnings, CancellationToken gone)
    {
        ImageRequest request = first.Request with
        {
            Iterations = 1,
            Seed = seed,
            Width = second.Width,
            Height = second.Height,
            Steps = second.Steps,
            Sampler = second.Sampler.Sampler,
            Schedule = second.Sampler.Schedule,
            Eta = second.Sampler.Sampler == first.Request.Sampler ? first.Request.Eta : null,
            Initial = new InitialPicture(WebUiUpscalers.Cover(picture, second.Width, second.Height, second.Upscaler)) { Strength = second.Strength },
        };
        using HeldJob held = jobs.Submit(first with { Request = request });
        Job over = await held.WhenOverAsync(gone).ConfigureAwait(false);
        warnings.AddRange(RequireDone(over).Warnings);
        List<GivenPicture> given = [.. held.Pictures().Select(file => new GivenPicture(file.Png, seed, InfotextOf(PngFile.Decode(file.Png, "the picture"))))];
        if (await interrupts.TakeAsync(over.Id).ConfigureAwait(false) is Image unfinished)
        {
            given.Add(new GivenPicture(PngFile.Encode(unfinished), seed, ""));
        }

        return given;
    }

    /// <summary>The larger picture, with the texts of what was painted of it.</summary>
    private static GivenPicture Paste(InpaintRegion region, PngPicture painted, ulong seed)
    {
        string infotext = InfotextOf(painted);
        return new GivenPicture(PngFile.Encode(region.Paste(painted.Image), [.. infotext.Length > 0 ? new[] { new PngText("parameters", infotext) } : []]), seed, infotext);
    }

    private static string InfotextOf(PngPicture picture) => picture.Texts.FirstOrDefault(text => text.Keyword == "parameters")?.Text ?? "";

    private static Job RequireDone(Job over) => over.State == JobState.Failed ? throw new GenerationFailedException(over.Error ?? "the job failed") : over;
}
