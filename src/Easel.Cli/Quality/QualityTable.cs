using System.Globalization;
using Easel.Diffusion;

namespace Easel.Cli.Quality;

/// <summary>Error beside speed, for people.</summary>
internal static class QualityTable
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, QualityOptions options, IReadOnlyList<QualityRow> rows)
    {
        ImageRequest request = options.Requests[0];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(options.Model.Checkpoint)}: {options.Requests.Count} pictures of {request.Width} x {request.Height}, {request.Steps} steps, guidance {request.GuidanceScale}, median of {options.Rounds}"));
        int width = Math.Max(8, rows.Max(row => Title(row).Length));
        output.WriteLine($"  {"".PadRight(width)}{"PSNR dB",9}{"worst",9}{"SSIM",9}{"largest",9}{"s/picture",11}{"x full",8}{"x autoc.",10}");
        foreach (QualityRow row in rows)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(row.IsOnFrontier ? '*' : ' ')} {Title(row).PadRight(width)}{Noise(row.MeanNoise),9}{Noise(row.WorstNoise),9}{row.Similarity,9:F4}{row.Largest,9}{row.Seconds,11:F3}{row.OverFull,8:F2}{row.OverAutocast,10:F2}"));
        }
    }

    private static string Title(QualityRow row) => row.Leaves == row.Name || row.Leaves == "off" ? row.Name : $"{row.Name} ({row.Leaves})";

    private static string Noise(double value) => double.IsFinite(value) ? value.ToString("F1", CultureInfo.InvariantCulture) : "same";
}
