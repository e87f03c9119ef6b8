using Easel.Imaging.Watermarks;

namespace Easel.Cli.Options;

/// <summary><c>--no-watermark</c>: pictures without the mark that the original puts into its.</summary>
internal static class WatermarkOption
{
    /// <summary>The option.</summary>
    public static Flag Create() => new(
        "--no-watermark",
        $"leave out the invisible watermark {Watermark.Text}, which tells programs that pictures are generated, and which pictures from 256x256 on carry otherwise");
}
