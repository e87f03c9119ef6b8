using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>Looks for runs that fit where one does not.</summary>
/// <param name="fits">Whether a run does.</param>
internal sealed class SmallerRuns(Func<RunSize, Precision, bool> fits)
{
    private const int LatentStep = 8;
    private const int LeastLatent = 32; // 256 pixels

    /// <summary>Each single change that would do, in words since commands differ in their options; if none would, the smallest run of all; none if not even that fits.</summary>
    public string? WouldFit(ImageRequest request, Precision precision)
    {
        var size = RunSize.Of(request);
        List<string> changes = [];
        if (MostPictures(size, precision) is int pictures)
        {
            changes.Add(pictures == 1 ? "1 picture at once" : $"{pictures} pictures at once");
        }

        if (LargestSize(size, precision) is RunSize smaller)
        {
            changes.Add(Pixels(request, smaller));
        }

        if (precision == Precision.Full && fits(size, Precision.Autocast))
        {
            changes.Add("--precision autocast");
        }

        if (changes.Count > 0)
        {
            return $"What would fit: {string.Join(", or ", changes)}.";
        }

        RunSize least = size with { Pictures = 1, LatentHeight = Math.Min(LeastLatent, size.LatentHeight), LatentWidth = Math.Min(LeastLatent, size.LatentWidth) };
        return fits(least, Precision.Autocast)
            ? $"What would fit: 1 picture at once of {Pixels(request, least)}, with --precision autocast."
            : null;
    }

    private static string Pixels(ImageRequest request, RunSize size) => $"{size.LatentWidth * request.Downsampling} x {size.LatentHeight * request.Downsampling} pixels";

    private int? MostPictures(RunSize size, Precision precision)
    {
        int pictures = size.Pictures - 1;
        while (pictures > 0 && !fits(size with { Pictures = pictures }, precision))
        {
            pictures = pictures > LatentStep ? pictures / 2 : pictures - 1;
        }

        return pictures > 0 ? pictures : null;
    }

    /// <summary>The largest of about the same proportions, in steps of 64 pixels of the longer side.</summary>
    private RunSize? LargestSize(RunSize size, Precision precision)
    {
        int longest = Math.Max(size.LatentHeight, size.LatentWidth);
        for (int side = (longest - 1) / LatentStep * LatentStep; side >= LeastLatent; side -= LatentStep)
        {
            RunSize smaller = size with { LatentHeight = Scaled(size.LatentHeight), LatentWidth = Scaled(size.LatentWidth) };
            if (fits(smaller, precision))
            {
                return smaller;
            }

            int Scaled(int extent) => Math.Max(LatentStep, extent * side / longest / LatentStep * LatentStep);
        }

        return null;
    }
}
