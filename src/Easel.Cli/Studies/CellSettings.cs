using Easel.Cli.Options;
using Easel.Cli.Studies.Cells;
using Easel.Cli.Styles;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;

namespace Easel.Cli.Studies;

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

    /// <summary>A picture to begin with; none for noise alone.</summary>
    public Image? Initial { get; init; }

    /// <summary>How much of it is painted anew, 0 to 1.</summary>
    public double Strength { get; init; } = 0.75;

    /// <summary>The cell that these settings paint.</summary>
    /// <exception cref="UsageException">They do not go together.</exception>
    public CellRequest ToCell(StyleBook book)
    {
        SamplerRules.Require(Request);
        if (Initial is not null && (Initial.Width != Request.Width || Initial.Height != Request.Height))
        {
            throw new UsageException($"argument --init: the picture has {Initial.Width}x{Initial.Height} pixels, and would begin pictures of {Request.Width}x{Request.Height}; give one of that size, or --size {Initial.Width}x{Initial.Height}");
        }

        if (Model.Device.Card is not null && ProcessorOnly.PartOf(Request.Approximations) is string part)
        {
            throw new UsageException($"{Quoted.Of(part)} is computed on the processor only; leave it out, or leave out --device {Model.Device}");
        }

        (string prompt, string negative) = book.Apply(Prompt, Negative, Styles);
        ImageRequest request = Request with
        {
            Batches = [[prompt]],
            NegativePrompt = negative,
            Initial = Initial is null ? null : new InitialPicture(Initial) { Strength = Strength },
        };
        return new CellRequest(request, Model with { UsesInt8 = request.Approximations.UsesInt8 });
    }
}
