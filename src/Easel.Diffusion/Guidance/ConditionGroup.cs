using Easel.Models.UNet;
using Easel.Tensors;

namespace Easel.Diffusion.Guidance;

/// <summary>
/// The conditions of a batch that have the same number of tokens: what is predicted for them comes from one call. Keeps what the network has read for as long as a step
/// needs it, but of prompts that change back and forth the last few only; more are read again, which costs little beside a step.
/// </summary>
/// <param name="places">The conditions; all unwanted ones before the wanted ones, so that these are the last samples whether guidance pauses or not.</param>
/// <param name="contextOf">The encoded prompt of a number, [1, tokens, width].</param>
/// <param name="read">The network, given what it is to see, and whether it will see it in many steps on end.</param>
internal sealed class ConditionGroup(IReadOnlyList<ConditionPlace> places, Func<int, Tensor> contextOf, Func<Tensor, bool, IConditionedModel> read) : IDisposable
{
    /// <summary>What is kept at once: an alternation of four. Keys and values of 77 tokens are 8 MB in float32 in Stable Diffusion v1.</summary>
    public const int MostReadings = 4;

    private readonly int _unwanted = places.TakeWhile(place => !place.IsWanted).Count();
    private readonly Stretch[] _stretches = Stretch.Of(places);
    private readonly List<Reading> _readings = [];
    private DeepFeatures? _features;

    /// <summary>The conditions that a call predicts for, in its order.</summary>
    /// <param name="isGuided">Whether unwanted ones are among them.</param>
    public IReadOnlyList<ConditionPlace> PlacesOf(bool isGuided) => isGuided ? places : [.. places.Skip(_unwanted)];

    /// <summary>The noise that each condition sees in its picture's latent.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="latent">[pictures, height, width, inputs]</param>
    /// <param name="time">As the network was trained for.</param>
    /// <param name="isGuided">Whether unwanted conditions are asked for.</param>
    /// <param name="shortcuts">What the model may leave out. Features to be reused are kept here, since those of each number of tokens are a batch of their own.</param>
    /// <returns>[conditions, height, width, channels]</returns>
    public Tensor Predict(int step, Tensor latent, float time, bool isGuided, UNetShortcuts shortcuts)
    {
        Tensor[] latents = [.. PlacesOf(isGuided).Select(place => latent.Slice(place.Picture, 1))];
        if (shortcuts.Features is not null)
        {
            shortcuts = shortcuts with { Features = _features ??= new() };
        }

        return ReadingAt(step, isGuided).Model.Predict(latent.Device.Stack(latents), time, shortcuts);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose()
    {
        _readings.ForEach(reading => reading.Model.Dispose());
        _readings.Clear();
        _features?.Dispose();
    }

    private Reading ReadingAt(int step, bool isGuided)
    {
        Stretch stretch = _stretches[step];
        int known = _readings.FindIndex(reading => reading.Stretch == stretch && reading.IsGuided == isGuided);
        if (known >= 0)
        {
            Reading found = _readings[known];
            _readings.RemoveAt(known);
            _readings.Add(found);
            return found;
        }

        // Before the next is made: what was recorded for steps on end takes as much memory as a step.
        GiveBack(reading => reading.Stretch != stretch && (reading.Stretch.IsUnbroken || reading.Stretch.Last < step));
        GiveBack(reading => _readings.Count >= MostReadings && reading == _readings[0]);

        Tensor[] contexts = [.. PlacesOf(isGuided).Select(place => contextOf(place.Condition.Contexts[step]))];
        using Tensor context = contexts[0].Device.Stack(contexts);
        Reading made = new(stretch, isGuided, read(context, stretch.IsUnbroken));
        _readings.Add(made);
        return made;
    }

    private void GiveBack(Predicate<Reading> isDone)
    {
        foreach (Reading reading in _readings.FindAll(isDone))
        {
            reading.Model.Dispose();
            _readings.Remove(reading);
        }
    }

    private sealed record Reading(Stretch Stretch, bool IsGuided, IConditionedModel Model);

    /// <summary>Steps in which all conditions of the group see the same.</summary>
    private sealed class Stretch
    {
        /// <summary>The last of them.</summary>
        public int Last { get; private set; }

        /// <summary>Whether these are all steps from the first to the last.</summary>
        public bool IsUnbroken { get; private set; } = true;

        /// <summary>That of each step.</summary>
        public static Stretch[] Of(IReadOnlyList<ConditionPlace> places)
        {
            Dictionary<string, Stretch> known = new(StringComparer.Ordinal);
            Stretch[] stretches = new Stretch[places[0].Condition.Contexts.Count];
            for (int step = 0; step < stretches.Length; step++)
            {
                string seen = string.Join(' ', places.Select(place => place.Condition.Contexts[step]));
                Stretch stretch = known.TryGetValue(seen, out Stretch? found) ? found : known[seen] = new Stretch { Last = step };
                stretch.IsUnbroken &= step <= stretch.Last + 1;
                stretch.Last = step;
                stretches[step] = stretch;
            }

            return stretches;
        }
    }
}

/// <summary>Where a condition belongs.</summary>
/// <param name="Picture">Of the batch.</param>
/// <param name="IsWanted">Whether the picture is led to it.</param>
/// <param name="Condition">The condition.</param>
internal readonly record struct ConditionPlace(int Picture, bool IsWanted, Condition Condition);
