using System.Text;

namespace Easel.Diffusion.Prompts;

/// <summary>A prompt with its schedules and alternations.</summary>
/// <param name="Nodes">Its parts, in order.</param>
/// <param name="Obstacle">Why brackets that could be schedules are all read as text; none if they are read.</param>
internal sealed record PromptTree(IReadOnlyList<PromptNode> Nodes, string? Obstacle)
{
    /// <summary>What the prompt is in each step, from the first.</summary>
    /// <param name="steps">Of the run.</param>
    public string[] Texts(int steps) => [.. Enumerable.Range(1, steps).Select(step => TextAt(step, steps))];

    private string TextAt(int step, int steps)
    {
        StringBuilder text = new();
        foreach (PromptNode node in Nodes)
        {
            node.Append(text, step, steps);
        }

        return text.ToString();
    }
}
