using System.Globalization;
using Easel.Cuda;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>What was free on a card before a model was opened there, and whether a run fits into it.</summary>
/// <param name="Card">The card.</param>
/// <param name="Free">Bytes that were free.</param>
/// <param name="Total">Bytes in all.</param>
/// <param name="Shape">The model.</param>
/// <param name="Precision">What it is held in.</param>
internal sealed record CardRoom(Card Card, long Free, long Total, ModelShape Shape, Precision Precision)
{
    private const int LatentStep = 8;
    private const int LeastLatent = 32; // 256 pixels

    private readonly long _parameters = CardMemoryPlan.Parameters(Shape);

    /// <summary>Refuses a request that the card does not hold, and says what it would.</summary>
    /// <exception cref="GenerationException">It does not.</exception>
    public void Require(ImageRequest request)
    {
        if (Lack(request) is string lack)
        {
            throw new GenerationException(lack);
        }
    }

    /// <summary>Why the card does not hold a request, as sentences; none if it does.</summary>
    public string? Lack(ImageRequest request)
    {
        RunSize size = RunSize.Of(request);
        CardMemoryPlan plan = Plan(size, Precision);
        if (plan.Total <= Free)
        {
            return null;
        }

        string pictures = size.Pictures == 1 ? "a picture" : $"{size.Pictures} pictures at once";
        string precision = Precision == Precision.Full ? "full" : "autocast";
        return $"{Card} has {Show(Free)} of its {Show(Total)} free, but {pictures} of {request.Width} x {request.Height} pixels in {precision} would take {Show(plan.Total)} "
            + $"({Show(plan.Weights)} weights, {Show(plan.Steps)} steps, {Show(plan.Decoding)} decoding, {Show(CardMemoryPlan.Reserve)} reserve). {WouldFit(request, size)}";
    }

    /// <summary>Each single change that would do; if none would, the smallest run of all.</summary>
    private string WouldFit(ImageRequest request, RunSize size)
    {
        List<string> changes = [];
        if (MostPictures(size) is int pictures)
        {
            changes.Add($"--n_samples {pictures}");
        }

        if (LargestSize(size) is RunSize smaller)
        {
            changes.Add($"--H {smaller.LatentHeight * request.Downsampling} --W {smaller.LatentWidth * request.Downsampling}");
        }

        if (Precision == Precision.Full && Fits(size, Precision.Autocast))
        {
            changes.Add("--precision autocast");
        }

        if (changes.Count > 0)
        {
            return $"What would fit: {string.Join(", or ", changes)}.";
        }

        RunSize least = size with { Pictures = 1, LatentHeight = Math.Min(LeastLatent, size.LatentHeight), LatentWidth = Math.Min(LeastLatent, size.LatentWidth) };
        return Fits(least, Precision.Autocast)
            ? $"What would fit: --n_samples 1 --H {least.LatentHeight * request.Downsampling} --W {least.LatentWidth * request.Downsampling} --precision autocast."
            : "This card holds no run of this model now: close other programs that use it (nvidia-smi lists them), or use --device cpu.";
    }

    private int? MostPictures(RunSize size)
    {
        int pictures = size.Pictures - 1;
        while (pictures > 0 && !Fits(size with { Pictures = pictures }, Precision))
        {
            pictures = pictures > LatentStep ? pictures / 2 : pictures - 1;
        }

        return pictures > 0 ? pictures : null;
    }

    /// <summary>The largest of about the same proportions, in steps of 64 pixels of the longer side.</summary>
    private RunSize? LargestSize(RunSize size)
    {
        int longest = Math.Max(size.LatentHeight, size.LatentWidth);
        for (int side = (longest - 1) / LatentStep * LatentStep; side >= LeastLatent; side -= LatentStep)
        {
            RunSize smaller = size with { LatentHeight = Scaled(size.LatentHeight), LatentWidth = Scaled(size.LatentWidth) };
            if (Fits(smaller, Precision))
            {
                return smaller;
            }

            int Scaled(int extent) => Math.Max(LatentStep, extent * side / longest / LatentStep * LatentStep);
        }

        return null;
    }

    private bool Fits(RunSize size, Precision precision) => Plan(size, precision).Total <= Free;

    private CardMemoryPlan Plan(RunSize size, Precision precision) => CardMemoryPlan.Of(Shape, _parameters, precision, size);

    private static string Show(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB");
}
