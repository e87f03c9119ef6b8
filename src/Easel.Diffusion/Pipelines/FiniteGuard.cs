using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// Never a silent black picture. A result that is infinite or not a number is computed once more, with every layer looked at: those that overflow in less than float32 are
/// done again in float32, which is noted, and the run goes on; what stays so stops the run, and is traced to the layer it comes from.
/// </summary>
/// <param name="device">Where the model is computed.</param>
/// <param name="openWeights">Opens the model's weights as the checkpoint has them.</param>
internal sealed class FiniteGuard(Device device, Func<ExactWeights> openWeights)
{
    private readonly List<(RedoneLayers Redone, IReadOnlyList<int> Samples)> _noted = [];

    /// <summary>Whether work is being done once more: then it must not wait for other work of the device.</summary>
    public bool IsRedoing { get; private set; }

    /// <summary>A guard of the same model that notes for itself.</summary>
    public FiniteGuard Another() => new(device, openWeights);

    /// <summary>What was computed again since the last call, and for which samples of the results.</summary>
    public IReadOnlyList<(RedoneLayers Redone, IReadOnlyList<int> Samples)> Take()
    {
        // A step may ask for several predictions, and a prompt is read by more than one network.
        (RedoneLayers, IReadOnlyList<int>)[] taken =
        [
            .. _noted.GroupBy(noted => (noted.Redone.Stage, noted.Redone.Step, Samples: string.Join(' ', noted.Samples))).Select(group => (
                group.First().Redone with { Layers = [.. group.SelectMany(noted => noted.Redone.Layers).Distinct().Order(StringComparer.Ordinal)] },
                group.First().Samples)),
        ];
        _noted.Clear();
        return taken;
    }

    /// <summary>Does work, and does it again where a sample of the result is not finite. Samples that were finite stay as they were: none depends on the others of its batch.</summary>
    /// <param name="place">Where in the run.</param>
    /// <param name="work">Makes the result, [samples, …].</param>
    /// <exception cref="GenerationException">The result is not finite in float32 either.</exception>
    public Tensor Require(RunPlace place, Func<Tensor> work)
    {
        Tensor result = work();
        if (device.IsFinite(result))
        {
            return result;
        }

        int[] broken = [.. Enumerable.Range(0, result.Shape[0]).Where(sample => !device.IsFinite(result.Slice(sample, 1)))];
        using Tensor? first = Spare(result, broken.Length == result.Shape[0]);
        Tensor again = Guarded(place, work, broken, redone => IsFinite(redone, broken));
        if (first is null)
        {
            return again;
        }

        using Tensor second = again;
        return device.Stack([.. Enumerable.Range(0, first.Shape[0]).Select(sample => (broken.Contains(sample) ? second : first).Slice(sample, 1))]);
    }

    /// <summary>Does work whose results are no single tensor: every layer's result is looked at.</summary>
    /// <param name="place">Where in the run.</param>
    /// <param name="work">The work; what it returns is given back if it is not finite.</param>
    /// <exception cref="GenerationException">A layer's result is not finite in float32 either.</exception>
    public T Watch<T>(RunPlace place, Func<T> work) where T : IDisposable => Guarded(place, work, [], isGood: null);

    /// <summary>Returns if a step's latent is finite; the network's answer was.</summary>
    /// <param name="place">Where in the run.</param>
    /// <param name="latent">Looked at.</param>
    /// <exception cref="GenerationException">It is not finite.</exception>
    public void RequireLatent(RunPlace place, Tensor latent)
    {
        if (!device.IsFinite(latent))
        {
            throw OfArithmetic(place, "the sampler");
        }
    }

    private T Guarded<T>(RunPlace place, Func<T> work, IReadOnlyList<int> samples, Predicate<T>? isGood) where T : IDisposable
    {
        using ExactWeights weights = openWeights();
        using PrecisionGuard guard = device.BeginGuard(weights.Find, isOfBands: place.Stage is RunStage.InitialPicture or RunStage.Decoding);
        bool isInner = IsRedoing;
        IsRedoing = true;
        try
        {
            return Guarded(place, work, samples, isGood, guard);
        }
        finally
        {
            IsRedoing = isInner;
        }
    }

    private T Guarded<T>(RunPlace place, Func<T> work, IReadOnlyList<int> samples, Predicate<T>? isGood, PrecisionGuard guard) where T : IDisposable
    {
        T result = work();
        while (guard.TakeUneven())
        {
            result.Dispose();
            result = work();
        }

        if (isGood is null ? guard.Culprit is null : isGood(result))
        {
            if (guard.Redone.Count > 0)
            {
                _noted.Add((new RedoneLayers(place.Stage, place.Step, [.. guard.Redone]), samples));
            }

            return result;
        }

        result.Dispose();
        throw guard.Culprit is null ? OfArithmetic(place, "guidance") : OfLayer(place, guard);
    }

    private bool IsFinite(Tensor result, int[] samples) => Array.TrueForAll(samples, sample => device.IsFinite(result.Slice(sample, 1)));

    /// <summary>Gives a result back at once if nothing of it is wanted.</summary>
    private static Tensor? Spare(Tensor result, bool isUseless)
    {
        if (isUseless)
        {
            result.Dispose();
        }

        return isUseless ? null : result;
    }

    private GenerationException OfLayer(RunPlace place, PrecisionGuard guard)
    {
        string culprit = guard.IsCulpritAttention ? $"attention '{guard.Culprit}' (tensors '{guard.Culprit}.*')" : $"layer '{guard.Culprit}' (tensor '{guard.Culprit}.weight')";
        string advice = guard.IsFinal ? "The checkpoint's weights are damaged, or too large for float32."
            : "Try --precision full; if that fails too, the checkpoint's weights are damaged.";
        return new($"{place}: infinity or NaN comes out of the {culprit}{(guard.IsFinal && device.Precision != Precision.Full ? ", in float32 too" : "")}. Nothing was painted from it. {advice}");
    }

    private static GenerationException OfArithmetic(RunPlace place, string part)
        => new($"{place}: infinity or NaN comes out of {part}, though the network's answer was finite. Nothing was painted from it. The checkpoint's weights are damaged, or the guidance scale (--scale) is too large for them.");
}
