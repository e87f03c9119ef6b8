using System.Globalization;
using Easel.Cuda;
using Easel.Models;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>What was free on a card before a model was opened there, its context open, and whether a run fits into it.</summary>
/// <param name="Card">The card.</param>
/// <param name="Free">Bytes that were free.</param>
/// <param name="Total">Bytes in all.</param>
/// <param name="Shape">The model.</param>
/// <param name="Precision">What it is held in.</param>
internal sealed record CardRoom(Card Card, long Free, long Total, ModelShape Shape, Precision Precision)
{
    private readonly long _parameters = CardMemoryPlan.Parameters(Shape);

    /// <summary>Bytes that the run takes, with <see cref="CardOverhead"/>, where that was counted; 0 if nothing is to be refused. See <see cref="PipelineOptions.ForecastMemory"/>.</summary>
    public long? Forecast { get; init; }

    /// <summary>What <see cref="Forecast"/> is about, if it is about one request only.</summary>
    public RunSize? Counted { get; init; }

    /// <summary>Refuses a request that the card does not hold, and says what it would.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="atOnce">The most pictures of a batch that are painted at once; all if 0.</param>
    /// <exception cref="GenerationException">It does not.</exception>
    public void Require(ImageRequest request, int atOnce = 0)
    {
        if (Lack(request, atOnce) is string lack)
        {
            throw new GenerationException(lack);
        }
    }

    /// <summary>Whether the card holds runs side by side: the steps of all, and the decoding of one.</summary>
    public bool Holds(IReadOnlyList<ImageRequest> requests)
    {
        CardMemoryPlan[] plans = [.. requests.Select(request => Plan(RunSize.Of(request), Precision))];
        CardMemoryPlan all = new(plans.Max(plan => plan.Weights), plans.Sum(plan => plan.Steps), plans.Max(plan => plan.Decoding));
        return all.Total <= Free;
    }

    /// <summary>Why the card does not hold a request, as sentences; none if it does.</summary>
    /// <param name="request">What is to be painted.</param>
    /// <param name="atOnce">The most pictures of a batch that are painted at once; all if 0.</param>
    public string? Lack(ImageRequest request, int atOnce = 0)
    {
        RunSize size = RunSize.Of(request, atOnce);
        if (Forecast is long told && (Counted is null || Counted == size))
        {
            return told - CardOverhead.Context <= Free ? null
                : $"{Card} has {Show(Free)} of its {Show(Total)} free, but the run takes {Show(told - CardOverhead.Context)}. A smaller --max-memory may do; or close other programs that use it (nvidia-smi lists them), or use --device cpu.";
        }

        CardMemoryPlan plan = Plan(size, Precision);
        if (plan.Total <= Free)
        {
            return null;
        }

        string pictures = size.Pictures == 1 ? "a picture" : $"{size.Pictures} pictures at once";
        string precision = PrecisionNames.NameOf(Precision);
        return $"{Card} has {Show(Free)} of its {Show(Total)} free, but {pictures} of {request.Width} x {request.Height} pixels in {precision} would take {Show(plan.Total)} "
            + $"({Show(plan.Weights)} weights, {Show(plan.Steps)} steps, {Show(plan.Decoding)} decoding, {Show(CardMemoryPlan.Reserve)} reserve). "
            + (new SmallerRuns(Fits).WouldFit(request, Precision) ?? "This card holds no run of this model now: close other programs that use it (nvidia-smi lists them), or use --device cpu.");
    }

    private bool Fits(RunSize size, Precision precision) => Plan(size, precision).Total <= Free;

    private CardMemoryPlan Plan(RunSize size, Precision precision) => CardMemoryPlan.Of(Shape, _parameters, precision, size);

    private static string Show(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB");
}
