using Easel.Diffusion.Runs;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Painting.Metadata;

namespace Easel.Cli.Verification;

/// <summary>Compares a picture that was painted again with what its file has and its record says.</summary>
/// <param name="file">the file</param>
/// <param name="record">what it says</param>
/// <param name="again">what became of it</param>
internal sealed class WayComparison(CheckedFile file, RecordedPicture record, Repainted again)
{
    private PictureDigests? Way => record.Painting!.Digests;

    private bool? HasItsPixels => record.Pixels is null ? null : record.Pixels == file.Pixels;

    /// <summary>The file that was made anew; none if the picture was not painted to the end.</summary>
    public byte[]? Encoded { get; } = again.Picture is null ? null : PngFile.Encode(again.Picture, [.. again.Texts, .. file.Others.Where(PngFile.CanHold)]);

    /// <summary>The answer, but for what a difference may come from.</summary>
    public PictureAnswer Answer()
    {
        PictureAnswer answer = Way is null ? ByPixelsAlone() : OfSteps(Way) ?? OfPicture(Way);
        return answer with { Record = record, HasItsPixels = HasItsPixels, Steps = Way?.Latents.Count, Distance = Distance() };
    }

    /// <summary>The first step that is different; none if all are the same.</summary>
    private PictureAnswer? OfSteps(PictureDigests way)
    {
        int both = Math.Min(way.Latents.Count, again.Latents.Count);
        int first = Enumerable.Range(0, both).FirstOrDefault(step => way.Latents[step] != again.Latents[step], both);
        bool isWhole = again.Picture is not null;
        if (first == both && (!isWhole || way.Latents.Count == again.Latents.Count))
        {
            return isWhole ? null : new PictureAnswer(file.Path, Verdict.Unchanged, $"the same up to step {both} of {way.Latents.Count}; what follows was not painted");
        }

        int another = Enumerable.Range(first, both - first).FirstOrDefault(step => way.Latents[step] == again.Latents[step], -1);
        return new PictureAnswer(file.Path, Verdict.Different, $"different from step {first + 1} of {way.Latents.Count} on")
        {
            Stage = Stage.Step,
            Step = first + 1,
            Notes = another < 0 ? [] : [$"Step {another + 1} is the same again, which painting cannot come to: the record was changed."],
        };
    }

    private PictureAnswer OfPicture(PictureDigests way)
    {
        if (way.Decoded != again.Decoded)
        {
            return new PictureAnswer(file.Path, Verdict.Different, $"different in decoding alone: all {way.Latents.Count} steps are the same") { Stage = Stage.Decoding };
        }

        string painted = RequestRecord.Hash(again.Picture!.Pixels.Span);
        if (painted == file.Pixels)
        {
            return OfFile(way);
        }

        return painted == record.Pixels
            ? new PictureAnswer(file.Path, Verdict.Different, $"edited: painted again it is as its record says, all {way.Latents.Count} steps and the picture, but the file's pixels are others") { Stage = Stage.Pixels }
            : new PictureAnswer(file.Path, Verdict.Different, $"different behind the decoder alone: all {way.Latents.Count} steps and what was decoded are the same")
            {
                Stage = Stage.Finish,
                Notes =
                [
                    .. record.Painting!.IsReplaced ? new[] { "The safety checker flagged it, and another picture took its place than the one that was tried here: --replacement FILE names it." } : [],
                    .. HasItsPixels == false ? new[] { "The file was edited since it was written: its pixels are not those of its record." } : [],
                ],
            };
    }

    /// <summary>The pixels are the same: the file may be another all the same.</summary>
    private PictureAnswer OfFile(PictureDigests way)
    {
        string[] changed = [.. again.Texts.Where(text => file.Text(text.Keyword) != text.Text).Select(text => $"'{text.Keyword}'"), .. ContradictingPrompt()];
        if (changed.Length > 0)
        {
            return new PictureAnswer(file.Path, Verdict.Different, $"the same picture, but its text {string.Join(" and ", changed)} is not what Easel writes into it") { Stage = Stage.Texts };
        }

        string? added = FileShape.Added(file, Encoded);
        string[] kept = [.. file.Others.Select(text => $"'{text.Keyword}'")];
        return new PictureAnswer(file.Path, Verdict.Identical, $"identical: all {way.Latents.Count} steps, the picture and its {(added is null ? "file" : "texts")}")
        {
            Notes =
            [
                .. added is null ? [] : new[] { added },
                .. kept.Length == 0 ? [] : new[] { $"Taken as they stand: its texts {string.Join(", ", kept)}." },
                .. record.Painting!.Safety is null ? [] : new[] { "What the safety checker found is taken from the record." },
            ],
        };
    }

    /// <summary>The prompt of <c>demo</c>'s own texts, if it is another than the record's.</summary>
    private IEnumerable<string> ContradictingPrompt()
    {
        const string Keyword = $"{DemoKeys.Prefix}prompt";
        RecordedPainting painting = record.Painting!;
        return file.Text(Keyword) is string text && text != painting.Request.Batches[0][painting.Index] ? [$"'{Keyword}'"] : [];
    }

    /// <summary>Records of form 1 say nothing of the way.</summary>
    private PictureAnswer ByPixelsAlone()
    {
        if (again.Picture is null)
        {
            return PictureAnswer.Not(file.Path, "its record has no digests of steps (an older Easel wrote it), and it was not painted to the end");
        }

        return RequestRecord.Hash(again.Picture.Pixels.Span) == file.Pixels
            ? new PictureAnswer(file.Path, Verdict.Unchanged, "the same pixels: its record has no digests to compare more with (an older Easel wrote it)")
            : new PictureAnswer(file.Path, Verdict.Different, "other pixels: its record has no digests that would tell where it begins (an older Easel wrote it)") { Stage = Stage.Pixels };
    }

    private ImageDifference? Distance()
    {
        Image here = file.Png.Image;
        return again.Picture is Image other && (other.Width, other.Height) == (here.Width, here.Height) && Math.Min(here.Width, here.Height) >= ImageDifference.LeastSide
            && !other.Pixels.Span.SequenceEqual(here.Pixels.Span)
            ? ImageDifference.Of(here, other)
            : null;
    }
}
