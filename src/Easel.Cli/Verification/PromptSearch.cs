using Easel.Diffusion;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Cli.Verification;

/// <summary>
/// Finds a picture's prompts among texts, where its record has only their hashes, and compares them with its record where that tells them. Only the picture's own prompt is
/// wanted: what stands beside it in a batch changes nothing of it.
/// </summary>
/// <param name="prompts">texts of which one should be the prompt; none if nobody gave any</param>
/// <param name="negatives">texts of which one should be the negative prompt; none if nobody gave any</param>
internal sealed class PromptSearch(IReadOnlyList<string> prompts, IReadOnlyList<string> negatives)
{
    /// <summary>How what was given differs from what is recorded, as a sentence without its end; none if it does not.</summary>
    public string? Contradiction(RecordedPainting recorded)
        => Contradiction("prompt", PromptOf(recorded), prompts) ?? Contradiction("negative prompt", recorded.Request.NegativePrompt, negatives);

    /// <summary>What is recorded by its hash only and was not given, as the end of a sentence; none if nothing is missing.</summary>
    public string? Missing(RecordedPainting recorded)
    {
        (bool prompt, bool negative) = (prompts.Count == 0 && HiddenPrompts.IsName(PromptOf(recorded)), negatives.Count == 0 && HiddenPrompts.IsName(recorded.Request.NegativePrompt));
        return (prompt, negative) switch
        {
            (false, false) => null,
            (true, false) => "its prompt is private, and only the SHA-256 is recorded. Give it to paint the picture again: --prompt TEXT",
            (false, true) => "its negative prompt is private, and only the SHA-256 is recorded. Give it to paint the picture again: --negative TEXT",
            _ => "its prompts are private, and only their SHA-256 is recorded. Give them to paint the picture again: --prompt TEXT --negative TEXT",
        };
    }

    /// <summary>The request with the picture's own prompt and negative prompt in words, as far as they are known.</summary>
    public ImageRequest Reveal(RecordedPainting recorded)
    {
        string[] batch = [.. recorded.Request.Batches[0]];
        batch[recorded.Index] = Find(PromptOf(recorded), prompts) ?? batch[recorded.Index];
        return recorded.Request with { Batches = [batch], NegativePrompt = Find(recorded.Request.NegativePrompt, negatives) ?? recorded.Request.NegativePrompt };
    }

    private static string PromptOf(RecordedPainting recorded) => recorded.Request.Batches[0][recorded.Index];

    private static string? Find(string recorded, IReadOnlyList<string> texts) => texts.FirstOrDefault(text => text == recorded || HiddenPrompts.NameOf(text) == recorded);

    private static string? Contradiction(string what, string recorded, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0 || Find(recorded, texts) is not null)
        {
            return null;
        }

        string given = string.Join(", ", texts.Select(Quoted.Of));
        return HiddenPrompts.IsName(recorded) ? $"its {what} is another than {given}: the SHA-256 is not the recorded one"
            : recorded.Length == 0 ? $"it has no {what}, but {given} was given"
            : $"its {what} is another than {given}: it is {Quoted.Of(recorded)}";
    }
}
