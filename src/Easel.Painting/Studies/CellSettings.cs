using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting.Jobs;
using Easel.Painting.Studies.Cells;
using Easel.Painting.Styles;
using Easel.Painting.Texts;

namespace Easel.Painting.Studies;

/// <summary>How a cell is painted, as the values of the axes are put on what the command line says.</summary>
internal sealed record CellSettings
{
    /// <summary>What to paint, before styles.</summary>
    public required string Prompt { get; init; }

    /// <summary>What not to paint, before styles.</summary>
    public string Negative { get; init; } = "";

    /// <summary>Names of styles, one applied after another.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Everything else of the request.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>Which model, opened how.</summary>
    public required PipelineOptions Model { get; init; }

    /// <summary>A picture to begin with, brought to each cell's size with its mask; none for noise alone.</summary>
    public PictureInput? Initial { get; init; }

    /// <summary>Whether each of its sides is scaled by itself, rather than what is too much cut off.</summary>
    public bool Stretches { get; init; }

    /// <summary>How what its mask leaves is kept.</summary>
    public MaskBlending Blending { get; init; } = MaskBlending.Exact;

    /// <summary>How much of it is painted anew, 0 to 1.</summary>
    public double Strength { get; init; } = 0.75;

    /// <summary>The cell that these settings paint.</summary>
    /// <exception cref="UsageException">They do not go together.</exception>
    public CellRequest ToCell(StyleBook book)
    {
        SamplerRules.Require(Request);
        if (Model.Device.Card is not null && ProcessorOnly.PartOf(Request.Approximations) is string part)
        {
            throw new UsageException($"{Quoted.Of(part)} is computed on the processor only; leave it out, or leave out --device {Model.Device}");
        }

        (string prompt, string negative) = book.Apply(Prompt, Negative, Styles);
        ImageRequest request = Request with
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Initial = Begin(),
        };
        return new CellRequest(request, Model with { UsesInt8 = request.Approximations.UsesInt8 });
    }

    private InitialPicture? Begin()
    {
        PictureInput? sized = Stretches ? Initial?.Resize(Request.Width, Request.Height) : Initial?.Cover(Request.Width, Request.Height);
        return sized is null ? null : sized.Begin(Strength) with { Blending = Blending };
    }
}
