using System.Text.Json;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Tensors;

namespace Easel.Cli.Quality;

/// <summary>A variant's error and time.</summary>
/// <param name="Name">Of the variant.</param>
/// <param name="Leaves">What it leaves out, part by part; <c>off</c> if nothing.</param>
/// <param name="Precision">What it was painted in.</param>
/// <param name="Differences">From <c>full</c>, picture by picture.</param>
/// <param name="Seconds">Per picture, whole: text, steps and decoding.</param>
/// <param name="OverFull">How many times as fast as <c>full</c>.</param>
/// <param name="OverAutocast">How many times as fast as <c>autocast</c>, if that was measured.</param>
/// <param name="IsOnFrontier">Whether no other is both as fast and as near, or better in one and as good in the other.</param>
internal sealed record QualityRow(
    string Name, string Leaves, Precision Precision, IReadOnlyList<ImageDifference> Differences, double Seconds, double OverFull, double? OverAutocast, bool IsOnFrontier)
{
    /// <summary>Mean of the pictures' PSNR in dB; infinite if all are the same as full's.</summary>
    public double MeanNoise => Differences.Average(difference => difference.PeakSignalToNoise);

    /// <summary>The worst picture's.</summary>
    public double WorstNoise => Differences.Min(difference => difference.PeakSignalToNoise);

    /// <summary>Mean of the pictures' SSIM.</summary>
    public double Similarity => Differences.Average(difference => difference.StructuralSimilarity);

    /// <summary>The largest difference of all.</summary>
    public int Largest => Differences.Max(difference => difference.Largest);

    /// <summary>The rows of what was measured.</summary>
    /// <param name="variants">The first is <c>full</c>.</param>
    /// <param name="pictures">Of each, in the order of requests.</param>
    /// <param name="seconds">Of each, per picture.</param>
    /// <param name="options">What was asked for.</param>
    public static QualityRow[] Of(QualityVariant[] variants, Image[][] pictures, double[] seconds, QualityOptions options)
    {
        int autocast = Array.IndexOf(variants, QualityVariant.Autocast);
        QualityRow[] rows =
        [
            .. variants.Select((variant, i) => new QualityRow(
                variant.Name,
                variant.Approximations.ToString(),
                variant.Precision ?? options.Precision,
                [.. pictures[i].Select((picture, request) => ImageDifference.Of(pictures[0][request], picture))],
                seconds[i],
                seconds[0] / seconds[i],
                autocast < 0 ? null : seconds[autocast] / seconds[i],
                IsOnFrontier: false)),
        ];
        return [.. rows.Select(row => row with { IsOnFrontier = !rows.Any(other => other.Beats(row)) })];
    }

    /// <summary>A line for programs; what is infinite is null.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        bench = "quality",
        variant = Name,
        fast = Leaves,
        precision = PrecisionNames.NameOf(Precision),
        psnr = Finite(MeanNoise),
        worstPsnr = Finite(WorstNoise),
        ssim = Similarity,
        largestDifference = Largest,
        seconds = Seconds,
        timesFull = OverFull,
        timesAutocast = OverAutocast,
        frontier = IsOnFrontier,
        pictures = Differences.Count,
    });

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private bool Beats(QualityRow other)
        => (Seconds < other.Seconds && MeanNoise >= other.MeanNoise) || (Seconds <= other.Seconds && MeanNoise > other.MeanNoise);
}
