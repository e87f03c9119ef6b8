using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Together;

namespace Easel.Extensions;

/// <summary>What <see cref="EaselServices.AddEasel"/> paints with.</summary>
public sealed class EaselOptions
{
    /// <summary>The model, and where it runs; pocket, which comes with Easel, if none is given.</summary>
    public PipelineOptions? Model { get; set; }

    /// <summary>What the model is called in responses and telemetry; its file's name if nothing is said.</summary>
    public string? ModelName { get; set; }

    /// <summary>The most requests that are painted side by side, 1 or more; others wait. As many as pay on the device if none is given: see <see cref="RunGroup"/>.</summary>
    public int? MostTogether { get; set; }

    /// <summary>Whether the last bits of pictures may depend on what is painted beside them: on a card, only then are requests painted side by side. See <see cref="Pipeline.BeginGroup"/>.</summary>
    public bool MayDiffer { get; set; }

    /// <summary>What a prompt is painted as where a call says nothing else; as the model is usually asked if none is given.</summary>
    public Func<string, ImageRequest>? RequestFor { get; set; }

    /// <summary>Told of what is odd about the model but no obstacle.</summary>
    public Action<string>? Warn { get; set; }
}
