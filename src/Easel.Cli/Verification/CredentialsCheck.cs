using System.Globalization;
using Easel.Diffusion.Runs;
using Easel.Painting.Metadata;
using Easel.Provenance;
using Easel.Provenance.Reading;

namespace Easel.Cli.Verification;

/// <summary>Reads the signed manifest of files, and compares what it claims with what the record beside it says: both were written at once, so they cannot differ.</summary>
/// <param name="trust">whom to trust; nobody is judged if none is given</param>
/// <param name="time">the clock by which certificates have to be valid</param>
internal sealed class CredentialsCheck(TrustAnchors? trust, TimeProvider time)
{
    /// <summary>What the manifest of a file says.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="record">Its record; none if it has none that can be read.</param>
    public CredentialsAnswer Of(ReadOnlySpan<byte> file, RecordedPicture? record)
    {
        CredentialsReport report = ContentCredentials.Read(file, trust, time.GetUtcNow());
        IReadOnlyList<string> contradictions = report.Claim is GenerationClaim claim && record is not null ? Contradictions(claim, record) : [];
        return new CredentialsAnswer(report, contradictions, WantsTrust: trust is not null);
    }

    private static List<string> Contradictions(GenerationClaim claim, RecordedPicture record)
    {
        List<string> found = [];
        if (record.Painting is RecordedPainting painting)
        {
            string prompt = painting.Request.Batches[0][painting.Index];
            Compare("the model's SHA-256", claim.ModelSha256, painting.Model.Sha256);
            Compare("the seed", Show(claim.Seed), Show(painting.Request.Seed));
            Compare("the initial picture's SHA-256", claim.InitialSha256, painting.Initial?.Sha256);
            ComparePrompts("prompt", claim.Prompt, prompt);
            ComparePrompts("negative prompt", claim.Prompt is null ? null : claim.NegativePrompt ?? ClaimedPrompt.Open(""), painting.Request.NegativePrompt);
            CompareDigests(claim.Digests, painting.Digests);
        }

        Compare("the version of Easel", claim.Generator == "Easel" ? claim.Version : null, record.EaselVersion);
        return found;

        // What the manifest does not tell, it does not contradict.
        void Compare(string what, string? claimed, string? recorded)
        {
            if (claimed is not null && claimed != recorded)
            {
                found.Add($"The manifest contradicts the record: {what} is {claimed} in the one, {recorded ?? "not there"} in the other.");
            }
        }

        void ComparePrompts(string what, ClaimedPrompt? claimed, string recorded)
        {
            if (claimed?.Text is string text && ClaimedPrompt.HashOf(text) != claimed.Sha256)
            {
                found.Add($"The manifest contradicts itself: its {what} has another SHA-256 than it says.");
            }

            // A private one stands there by its hash; or these are the prompt's own words.
            if (claimed is not null && HiddenPrompts.NameOf(recorded) != Named(claimed) && recorded != Named(claimed))
            {
                found.Add($"The manifest contradicts the record: their {what}s are different.");
            }
        }

        void CompareDigests(ClaimedDigests? claimed, PictureDigests? recorded)
        {
            if (claimed is not null && recorded is not null)
            {
                int both = Math.Min(claimed.Latents.Count, recorded.Latents.Count);
                int step = Enumerable.Range(0, both).FirstOrDefault(i => claimed.Latents[i] != recorded.Latents[i], both);
                if (step < both || claimed.Latents.Count != recorded.Latents.Count)
                {
                    found.Add(string.Create(CultureInfo.InvariantCulture, $"The manifest contradicts the record: the digests of step {step + 1} are different."));
                }

                Compare("the decoded picture's digest", claimed.Picture, recorded.Decoded);
            }
        }
    }

    private static string Named(ClaimedPrompt claimed) => claimed.Sha256 == ClaimedPrompt.HashOf("") ? "" : HiddenPrompts.NameOfHash(claimed.Sha256);

    private static string? Show(ulong? seed) => seed?.ToString(CultureInfo.InvariantCulture);
}
