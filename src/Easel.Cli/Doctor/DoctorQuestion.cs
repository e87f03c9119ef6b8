using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Tensors;

namespace Easel.Cli.Doctor;

/// <summary>What a machine is examined for.</summary>
internal sealed record DoctorQuestion
{
    /// <summary>The checkpoint; the one that <c>txt2img</c> would take if none is named.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Pixels in a row; the model's own default if none.</summary>
    public int? Width { get; init; }

    /// <summary>Rows; the model's own default if none.</summary>
    public int? Height { get; init; }

    /// <summary>Pictures at once.</summary>
    public int Pictures { get; init; } = 1;

    /// <summary>What they are computed in.</summary>
    public Precision Precision { get; init; } = Precision.Autocast;

    /// <summary>Where pictures go.</summary>
    public string Folder { get; init; } = "outputs/txt2img-samples";

    /// <summary>The question of a command line.</summary>
    public static DoctorQuestion Of(ParsedOptions parsed) => new()
    {
        Checkpoint = parsed.Has(DoctorOptions.Checkpoint) ? parsed.Of(DoctorOptions.Checkpoint) : null,
        Width = parsed.Has(DoctorOptions.Width) ? (int)parsed.Of(DoctorOptions.Width) : null,
        Height = parsed.Has(DoctorOptions.Height) ? (int)parsed.Of(DoctorOptions.Height) : null,
        Pictures = (int)parsed.Of(DoctorOptions.Pictures),
        Precision = PrecisionNames.Read(parsed.Of(DoctorOptions.Precision))!.Value,
        Folder = parsed.Of(DoctorOptions.Folder)!,
    };
}
