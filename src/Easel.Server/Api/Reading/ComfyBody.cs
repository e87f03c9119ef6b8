using Easel.Painting.Metadata;
using Easel.Server.Api.Bodies;

namespace Easel.Server.Api.Reading;

/// <summary>The basics of a graph of ComfyUI's as a job's body.</summary>
internal static class ComfyBody
{
    /// <summary>The body; what is left out is told.</summary>
    public static JobBody Of(ComfyGraph graph, List<string> warnings)
    {
        (string? sampler, string? schedule) = InfotextBody.SamplerOf(graph.Sampler, graph.Scheduler, warnings);
        if (graph.LeftOut.Count > 0)
        {
            warnings.Add($"Of the graph only prompt, size and sampler are taken; left out: {string.Join(", ", graph.LeftOut)}.");
        }

        if (graph.Denoise is < 1)
        {
            warnings.Add("It began with a picture, which its file does not hold: send that too.");
        }

        if (graph.Seed is > uint.MaxValue)
        {
            warnings.Add($"Its seed, {graph.Seed}, is larger than those that can be asked for here, and is left out.");
        }

        return new JobBody
        {
            Prompt = graph.Prompt,
            NegativePrompt = graph.Negative,
            Model = graph.Checkpoint,
            Steps = graph.Steps is >= 1 and <= 1000 ? (int)graph.Steps : null,
            Sampler = sampler,
            Schedule = schedule,
            Scale = graph.Scale,
            Seed = graph.Seed is <= uint.MaxValue ? (long)graph.Seed : null,
            Width = graph.Width is >= 1 and <= 65_536 ? (int)graph.Width : null,
            Height = graph.Height is >= 1 and <= 65_536 ? (int)graph.Height : null,
            Syntax = "weighted",
            Noise = "torch",
        };
    }
}
