namespace Easel.Models;

/// <summary>What a model is asked for where nothing else is said: the section <c>easel:</c> of its config.</summary>
public sealed record ModelDefaults
{
    /// <summary>Pixels per row that it was trained for.</summary>
    public required int Width { get; init; }

    /// <summary>Rows that it was trained for.</summary>
    public required int Height { get; init; }

    /// <summary>The sampler's name: <c>ddim</c>, <c>plms</c> or <c>dpm_solver</c>.</summary>
    public required string Sampler { get; init; }

    /// <summary>Steps from noise to picture.</summary>
    public required int Steps { get; init; }

    /// <summary>How far beyond the empty prompt's prediction.</summary>
    public required double GuidanceScale { get; init; }

    /// <summary>Pictures of a prompt, painted at once.</summary>
    public required int BatchSize { get; init; }

    /// <summary>How often all prompts are painted.</summary>
    public required int Iterations { get; init; }

    /// <summary>Reads the section; every key may be left out, and is then the original program's default.</summary>
    internal static ModelDefaults Read(ConfigNode section)
    {
        string sampler = section.Text("sampler", "ddim")!;
        return new ModelDefaults
        {
            Width = section.Whole("width", 512, 8, 8192),
            Height = section.Whole("height", 512, 8, 8192),
            Sampler = sampler is "ddim" or "plms" or "dpm_solver" ? sampler : throw section.Wrong("sampler", sampler, "ddim, plms or dpm_solver"),
            Steps = section.Whole("ddim_steps", 50, 1, 1000),
            GuidanceScale = section.Real("scale", 7.5, above: -1e6, below: 1e6),
            BatchSize = section.Whole("n_samples", 3, 1, 4096),
            Iterations = section.Whole("n_iter", 2, 1, 1_000_000),
        };
    }
}
