using Easel.Cli.Options;
using Easel.Diffusion;

namespace Easel.Cli.Doctor;

/// <summary>Options of <c>easel doctor</c>.</summary>
internal static class DoctorOptions
{
    public static ValueOption<string?> Checkpoint { get; } = OptionOf.Text("--ckpt", null, "the checkpoint to look at: a file, a folder, or a name; the one that txt2img would take if not given") with { Shown = "FILE" };

    public static ValueOption<long> Width { get; } = SideOption.Create("--W", "width of the pictures that are wanted; the model's usual if not given");

    public static ValueOption<long> Height { get; } = SideOption.Create("--H", "height of the pictures that are wanted; the model's usual if not given");

    public static ValueOption<long> Pictures { get; } = OptionOf.Integer("--n_samples", 1, 1, 1024, "pictures at once");

    public static ValueOption<string> Precision { get; } = OptionOf.Choice("--precision", "autocast", "what they are computed in", [.. PrecisionNames.All]);

    public static ValueOption<string?> Folder { get; } = OptionOf.Text("--outdir", "outputs/txt2img-samples", "where pictures are to go") with { Shown = "DIR" };

    public static Flag Json { get; } = new("--json", "print one JSON object");

    public static OptionGroup All { get; } = new("Options", Checkpoint, Width, Height, Pictures, Precision, Folder, Json);
}
