using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Server.Models;

namespace Easel.Server.Automatic1111;

/// <summary>What a client of A1111's API asks to be painted, read and checked.</summary>
internal sealed record AskedGeneration
{
    /// <summary>What is painted first; with <see cref="Second"/> again, larger.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>What paints it.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>Pictures of a batch; Easel paints them one after another, each as its seed has it.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The styles whose words are in the prompts.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The second pass; none if there is none.</summary>
    public SecondPass? Second { get; init; }

    /// <summary>Where what is painted goes in a larger picture; none if it is the picture.</summary>
    public InpaintRegion? Region { get; init; }

    /// <summary>Whether pictures are given back.</summary>
    public required bool SendsPictures { get; init; }

    /// <summary>Whether pictures are kept in the gallery.</summary>
    public required bool KeepsPictures { get; init; }

    /// <summary>What the client calls the job.</summary>
    public string? Key { get; init; }

    /// <summary>What the client should know though pictures are painted.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The request with all fields, as it is given back.</summary>
    public required JsonObject Echo { get; init; }
}

/// <summary>Painting again, larger, what was painted: the web UI's "hires. fix".</summary>
/// <param name="Width">pixels per row</param>
/// <param name="Height">rows</param>
/// <param name="Upscaler">how it is made larger before: Lanczos or Nearest</param>
internal sealed record SecondPass(int Width, int Height, string Upscaler)
{
    /// <summary>How much is painted anew, 0 to 1.</summary>
    public required double Strength { get; init; }

    /// <summary>Steps of the whole way.</summary>
    public required int Steps { get; init; }

    /// <summary>The sampler, with its schedule.</summary>
    public required (Diffusion.Samplers.SamplerKind Sampler, Diffusion.Schedules.ScheduleKind Schedule) Sampler { get; init; }
}
