using System.Text;

namespace Easel.Diffusion.Prompts;

/// <summary>A part of a prompt that may say something else in another step.</summary>
internal abstract class PromptNode
{
    /// <summary>Adds what it says in a step.</summary>
    /// <param name="text">Added to.</param>
    /// <param name="step">From 1.</param>
    /// <param name="steps">Of the run.</param>
    public abstract void Append(StringBuilder text, int step, int steps);

    /// <summary>The same in all steps.</summary>
    internal sealed class Text(string value) : PromptNode
    {
        /// <inheritdoc/>
        public override void Append(StringBuilder text, int step, int steps) => text.Append(value);
    }

    /// <summary>One thing up to a step, another from then on: <c>[before:after:when]</c>.</summary>
    /// <param name="before">What it says first.</param>
    /// <param name="after">What it says then.</param>
    /// <param name="when">The last step of the first, or the share of the steps that they are.</param>
    /// <param name="isShare">Whether it is a share.</param>
    internal sealed class Scheduled(List<PromptNode> before, List<PromptNode> after, double when, bool isShare) : PromptNode
    {
        /// <inheritdoc/>
        public override void Append(StringBuilder text, int step, int steps)
        {
            // The step that a share falls into is not counted whole, as in the original: whole numbers are made by cutting off.
            double last = Math.Truncate(isShare ? when * steps : when);
            foreach (PromptNode node in step <= last ? before : after)
            {
                node.Append(text, step, steps);
            }
        }
    }

    /// <summary>One option after the other, a step each: <c>[a|b]</c>.</summary>
    internal sealed class Alternating(List<List<PromptNode>> options) : PromptNode
    {
        /// <inheritdoc/>
        public override void Append(StringBuilder text, int step, int steps)
        {
            foreach (PromptNode node in options[(step - 1) % options.Count])
            {
                node.Append(text, step, steps);
            }
        }
    }
}
