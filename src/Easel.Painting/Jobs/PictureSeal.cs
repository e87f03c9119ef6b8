using Easel.Diffusion;
using Easel.Diffusion.Runs;
using Easel.Painting.Metadata;
using Easel.Provenance;
using Easel.Provenance.Keys;

namespace Easel.Painting.Jobs;

/// <summary>Signs the files of a run, last of all: whatever changes a file afterwards breaks the signature.</summary>
/// <param name="key">what signs; let go with this</param>
/// <param name="isPrivate">whether prompts are told by hash only</param>
/// <param name="time">the clock that signatures tell</param>
/// <param name="warn">told of files that are not signed</param>
internal sealed class PictureSeal(SigningKey key, bool isPrivate, TimeProvider time, Action<string> warn) : IDisposable
{
    /// <summary>A picture's file, signed; as it was if the safety checker put another picture in its place, of which nothing is claimed.</summary>
    /// <param name="png">The file, with all its texts.</param>
    /// <param name="picture">What it shows.</param>
    /// <param name="with">What painted it.</param>
    public byte[] Sign(byte[] png, FinishedPicture picture, PaintedWith with)
    {
        if (picture.Safety?["flagged"]?.GetValue<bool>() == true)
        {
            warn("the picture that takes the place of a flagged one is not signed.");
            return png;
        }

        GenerationClaim claim = ClaimOf(picture.Request, with) with
        {
            Prompt = Told(picture.Update.Prompt),
            Seed = picture.Seed,
            Digests = picture.Update.Digests is PictureDigests digests ? new ClaimedDigests(digests.Latents, digests.Decoded) : null,
        };
        return ContentCredentials.Sign(png, claim, key);
    }

    /// <summary>A grid's file, signed: of several pictures and perhaps prompts only what they have in common is claimed.</summary>
    /// <param name="png">The file, with all its texts.</param>
    /// <param name="request">What painted the pictures.</param>
    /// <param name="with">What painted them.</param>
    public byte[] SignGrid(byte[] png, ImageRequest request, PaintedWith with)
        => ContentCredentials.Sign(png, ClaimOf(request, with) with { Seed = request.Seed }, key);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private GenerationClaim ClaimOf(ImageRequest request, PaintedWith with) => new()
    {
        Generator = "Easel",
        Version = with.EaselVersion,
        When = time.GetUtcNow(),
        Source = request.Initial?.Mask is null ? SourceKind.Model : SourceKind.ModelAndPicture,
        ModelFamily = with.Family,
        ModelSha256 = with.Sha256,
        NegativePrompt = request.NegativePrompt.Length == 0 ? null : Told(request.NegativePrompt),
        InitialSha256 = request.Initial is InitialPicture initial ? RequestRecord.Hash(initial.Picture.Pixels.Span) : null,
    };

    private ClaimedPrompt Told(string prompt) => isPrivate ? ClaimedPrompt.Hidden(prompt) : ClaimedPrompt.Open(prompt);
}
