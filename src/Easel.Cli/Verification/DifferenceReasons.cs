using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Tensors;

namespace Easel.Cli.Verification;

/// <summary>What a difference may come from, other than that the record is not true.</summary>
internal static class DifferenceReasons
{
    /// <summary>The reasons, each a sentence.</summary>
    /// <param name="record">What the file says.</param>
    /// <param name="model">What painted it again.</param>
    /// <param name="isProven">Whether the model's content is the recorded one.</param>
    public static IReadOnlyList<string> Of(RecordedPicture record, PipelineSummary model, bool isProven)
    {
        RecordedPainting painting = record.Painting!;
        string here = PictureRecord.WithoutNumbers(model.Device) ?? "another device";
        List<string> reasons = [];
        if (painting.Device is not null && painting.Device != here)
        {
            reasons.Add($"It was painted on {painting.Device}, and again on {here}: devices round differently, so that the difference says nothing of the picture.");
        }
        else if (painting.IsFromCard || painting.Precision == Precision.Autocast)
        {
            reasons.Add(painting.IsFromCard
                ? "It was painted on a card: its bytes are promised only for the same kind of card, so that the difference may be the machine's."
                : "It was painted in autocast, whose bytes are the same only among processors with the same instructions: the difference may be the machine's. In full there would be none.");
        }

        if (record.EaselVersion != EaselVersion.Text)
        {
            reasons.Add($"Easel {record.EaselVersion} made it, and this is {EaselVersion.Text}: the difference may be the version's.");
        }

        if (painting.Settings is not null && model.Settings is not null && painting.Settings != model.Settings)
        {
            reasons.Add("The model was opened with other numbers (sizes, noise) than are recorded: it was painted with another config. Name it: --config FILE");
        }

        if (painting.Vocabulary is not null && model.Vocabulary is not null && painting.Vocabulary != model.Vocabulary)
        {
            reasons.Add("Prompts were read with another vocabulary than is recorded. Name it: --vocab FILE");
        }

        if (!isProven)
        {
            reasons.Add("Its model was a folder, whose content is not recorded: the difference may be the model's.");
        }

        return reasons;
    }
}
