using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Painting.Metadata;

namespace Easel.Cli.Verification;

/// <summary>The answer for one file.</summary>
/// <param name="File">as it was named</param>
/// <param name="Verdict">in a word</param>
/// <param name="Text">in a sentence without its end</param>
internal sealed record PictureAnswer(string File, Verdict Verdict, string Text)
{
    /// <summary>Where the first difference lies; none if there is none.</summary>
    public Stage? Stage { get; init; }

    /// <summary>The first step that is different, from 1; none if no step is.</summary>
    public int? Step { get; init; }

    /// <summary>Steps that were recorded.</summary>
    public int? Steps { get; init; }

    /// <summary>Whether the file's pixels are those that were written; none if the record does not tell.</summary>
    public bool? HasItsPixels { get; init; }

    /// <summary>What the record says; none if there is none that can be read.</summary>
    public RecordedPicture? Record { get; init; }

    /// <summary>How far the picture that was painted again is from the file's, where they are not the same.</summary>
    public ImageDifference? Distance { get; init; }

    /// <summary>What else is to be known, each a sentence.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The file that the picture was written to when it was painted again; none if it was not asked for.</summary>
    public string? Kept { get; init; }

    /// <summary>What a signed manifest in the file says; none if there was no file that could be read.</summary>
    public CredentialsAnswer? Credentials { get; init; }

    /// <summary>Whether the picture is what its record says, as far as it was looked at.</summary>
    public bool IsAsRecorded => Verdict is Verdict.Identical or Verdict.Unchanged;

    /// <summary>Whether all is well: the picture, and what is signed of it.</summary>
    public bool IsGood => IsAsRecorded && Credentials is not { IsGood: false };

    /// <summary>In lines for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{File}: {Text}";
        if (Record?.Painting is RecordedPainting painting)
        {
            yield return $"  made by Easel {Record.EaselVersion} with {painting.Model.File}, {PrecisionNames.NameOf(painting.Precision)}{(painting.Device is null ? "" : $", {painting.Device}")}";
        }

        if (Distance is ImageDifference distance)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  painted again it is up to {distance.Largest} of 255 levels away, {distance.Mean:0.###} on average (PSNR {distance.PeakSignalToNoise:0.0} dB)");
        }

        foreach (string note in Notes)
        {
            yield return $"  {note}";
        }

        if (Kept is not null)
        {
            yield return $"  painted again: {Kept}{(Credentials is { IsSigned: true } ? " (not signed: only who has the key can do that)" : "")}";
        }

        foreach (string line in Credentials?.Lines() ?? [])
        {
            yield return $"  {line}";
        }
    }

    /// <summary>As JSON.</summary>
    public JsonObject ToJson()
    {
        JsonObject told = new()
        {
            ["file"] = File,
            ["verdict"] = RequestRecord.Lower(Verdict),
            ["stage"] = Stage is Stage stage ? RequestRecord.Lower(stage) : null,
            ["step"] = Step,
            ["steps"] = Steps,
            ["pixelsAsWritten"] = HasItsPixels,
            ["text"] = Text,
            ["notes"] = new JsonArray([.. Notes.Select(note => (JsonNode)note)]),
        };
        if (Record is not null)
        {
            told["easel"] = Record.EaselVersion;
        }

        if (Record?.Painting is RecordedPainting painting)
        {
            told["model"] = new JsonObject { ["file"] = painting.Model.File, ["sha256"] = painting.Model.Sha256, ["precision"] = PrecisionNames.NameOf(painting.Precision), ["device"] = painting.Device };
        }

        if (Distance is ImageDifference distance)
        {
            told["largestDifference"] = distance.Largest;
            told["meanDifference"] = Math.Round(distance.Mean, 6);
            told["psnr"] = double.IsFinite(distance.PeakSignalToNoise) ? Math.Round(distance.PeakSignalToNoise, 3) : null;
        }

        if (Kept is not null)
        {
            told["kept"] = Kept;
        }

        if (Credentials is not null)
        {
            told["credentials"] = Credentials.ToJson();
        }

        return told;
    }

    /// <summary>An answer that nothing can be said.</summary>
    public static PictureAnswer Not(string file, string why) => new(file, Verdict.Unverifiable, $"cannot be verified: {why}");
}
