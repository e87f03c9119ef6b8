using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Together;

/// <summary>
/// Calls of one UNet for several runs, computed as one batch where they have the same size. Times and prompts are each sample's own. The processor treats samples alike and apart,
/// so that each run has the bytes that it has alone; a card may differ in the last bits, see <see cref="Device.BatchesMix"/>.
/// </summary>
/// <param name="device">Where the network is.</param>
/// <param name="unet">The network.</param>
/// <param name="joins">Whether there are batches of more than one call.</param>
internal sealed class JointUNet(Device device, UNetModel unet, bool joins) : IDisposable
{
    private readonly List<JointPrompts> _joined = [];

    /// <summary>Calls computed so far, and batches that they were computed in.</summary>
    public (long Calls, long Batches) Count { get; private set; }

    /// <summary>Gives each call its result, or what went wrong with it.</summary>
    public void Compute(IReadOnlyList<UNetCall> calls)
    {
        HashSet<JointPrompts> used = [];
        foreach (UNetCall[] alike in calls.GroupBy(call => call.Kind).Select(group => group.ToArray()))
        {
            if (alike.Length == 1 || !joins || !TryTogether(alike, used))
            {
                foreach (UNetCall call in alike)
                {
                    Alone(call);
                }
            }
        }

        GiveBack(joined => !used.Contains(joined));
    }

    /// <inheritdoc/>
    public void Dispose() => GiveBack(_ => true);

    private void Alone(UNetCall call)
    {
        try
        {
            using Scope scope = device.BeginScope();
            call.Result = scope.Keep(call.Reading.Predict(call.Latent, call.Time, call.Shortcuts));
            Count = (Count.Calls + 1, Count.Batches + 1);
        }
        catch (Exception exception)
        {
            // The run's, whose thread throws it.
            call.Error = exception;
        }
    }

    /// <returns>False if it failed: perhaps for one of them only, or because memory is short for all at once.</returns>
    private bool TryTogether(UNetCall[] calls, HashSet<JointPrompts> used)
    {
        try
        {
            using Scope scope = device.BeginScope();
            JointPrompts prompts = PromptsOf(calls);
            used.Add(prompts);
            Tensor latents = device.Stack([.. calls.Select(call => call.Latent)]);
            using DeepFeatures? features = FeaturesOf(calls);
            UNetShortcuts shortcuts = calls[0].Shortcuts with { Features = features, MayReuse = calls[0].Reuses };
            Tensor results = prompts.Predict(latents, [.. calls.Select(call => (call.Time, call.Samples))], shortcuts);

            Tensor[] parts = Split(results, calls);
            KeepFeatures(calls, features);
            foreach ((UNetCall call, Tensor part) in calls.Zip(parts))
            {
                call.Result = scope.Keep(part);
            }

            Count = (Count.Calls + calls.Length, Count.Batches + 1);
            return true;
        }
        catch (Exception)
        {
            // Each alone says what it is, to whom it concerns.
            GiveBack(_ => true);
            used.Clear();
            return false;
        }
    }

    private JointPrompts PromptsOf(UNetCall[] calls)
    {
        PromptContext[] parts = [.. calls.Select(call => call.Reading.Prompts)];
        if (_joined.Find(joined => joined.IsOf(parts)) is JointPrompts known)
        {
            return known;
        }

        // Before others are made: what was recorded takes as much memory as a step.
        GiveBack(joined => joined.HasAnyOf(parts));
        foreach (UNetCall call in calls)
        {
            call.Reading.ForgetRecording();
        }

        JointPrompts made = new(unet, parts);
        _joined.Add(made);
        return made;
    }

    /// <summary>Where deep features of all go, and come from, if calls keep any.</summary>
    private DeepFeatures? FeaturesOf(UNetCall[] calls)
    {
        if (calls[0].Shortcuts.Features is null)
        {
            return null;
        }

        DeepFeatures features = new();
        if (calls[0].Reuses)
        {
            features.Replace(device.Stack([.. calls.Select(call => call.Shortcuts.Features!.OfLast(call.Samples))]));
        }

        return features;
    }

    private void KeepFeatures(UNetCall[] calls, DeepFeatures? features)
    {
        if (features is null || calls[0].Reuses)
        {
            return;
        }

        foreach ((UNetCall call, Tensor part) in calls.Zip(Split(features.Kept!, calls)))
        {
            call.Shortcuts.Features!.Replace(part);
        }
    }

    /// <summary>A copy of each call's samples.</summary>
    private Tensor[] Split(Tensor all, UNetCall[] calls)
    {
        int first = 0;
        Tensor[] parts = new Tensor[calls.Length];
        for (int i = 0; i < calls.Length; i++)
        {
            parts[i] = device.Stack(all.Slice(first, calls[i].Samples));
            first += calls[i].Samples;
        }

        return parts;
    }

    private void GiveBack(Predicate<JointPrompts> isDone)
    {
        foreach (JointPrompts joined in _joined.FindAll(isDone))
        {
            joined.Dispose();
            _joined.Remove(joined);
        }
    }
}
