using Easel.Models.Tokenizers;

namespace Easel.Diffusion.Prompts;

/// <summary>How long a prompt is to the text encoder.</summary>
/// <param name="Tokens">Of the whole prompt, without start and end. Of prompts that AND puts together the sum; of those that change from step to step the most.</param>
/// <param name="Chunks">How many times the text encoder reads; 1 or more.</param>
/// <param name="Cut">What it does not read, from the first word that has no room whole, in small letters; empty if it reads all.</param>
public sealed record PromptLength(int Tokens, int Chunks, string Cut)
{
    /// <summary>Tokens of a prompt in a chunk.</summary>
    public const int Room = PromptChunk.Room;

    /// <summary>Measures a prompt.</summary>
    /// <param name="prompt">As it is written.</param>
    /// <param name="syntax">How it is read.</param>
    /// <param name="steps">Of the run, 1 or more.</param>
    /// <param name="tokenizer">The model's.</param>
    public static PromptLength Of(string prompt, PromptSyntax syntax, int steps, ClipTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(tokenizer);

        if (syntax == PromptSyntax.Literal)
        {
            Tokens read = tokenizer.Encode(prompt);
            return new PromptLength(read.Count, 1, read.Cut);
        }

        PromptCourse[] courses = PromptCourse.Of(prompt, steps);
        return new PromptLength(courses.Sum(course => Longest(course, text => TokensOf(text, tokenizer))), courses.Max(course => Longest(course, text => PromptChunk.Of(text, tokenizer).Count)), "");
    }

    private static int Longest(PromptCourse course, Func<string, int> length) => course.Texts.Distinct(StringComparer.Ordinal).Max(length);

    private static int TokensOf(string text, ClipTokenizer tokenizer) => EmphasisParser.Read(text).Sum(part => part.IsBreak ? 0 : tokenizer.EncodeAll(part.Text).Count);
}
