using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Guidance;

/// <summary>
/// Guidance by several conditions, u + scale sum w_i (c_i - u), where c_i is what the model predicts for the i-th and u for the unwanted one. Liu et al. 2022,
/// "Compositional Visual Generation with Composable Diffusion Models", arXiv:2206.01714, equation 11. Conditions may differ from step to step, from picture to picture, and in
/// length; each number of tokens is a call of its own. What a picture is does not depend on the others of its batch.
/// </summary>
public sealed class CombinedGuidance : IDisposable
{
    private readonly IReadOnlyList<GuidedPicture> _pictures;
    private readonly ConditionGroup[] _groups;
    private readonly double _scale;

    // The factor of all pictures, where each has one condition and all of one length: then the whole batch is combined at once.
    private readonly float? _commonFactor;

    /// <summary>Guidance around a model.</summary>
    /// <param name="pictures">What guides each picture of the batch.</param>
    /// <param name="contextOf">The encoded prompt of a number that conditions name, [1, tokens, width]; asked for when it is first seen, and again if it is seen after others.</param>
    /// <param name="read">The network, given what it is to see, [batch, tokens, width], not needed afterwards; and whether it will see it in many steps on end.</param>
    /// <param name="scale">How far beyond u.</param>
    /// <exception cref="ArgumentException">There is no picture, or one has no condition.</exception>
    public CombinedGuidance(IReadOnlyList<GuidedPicture> pictures, Func<int, Tensor> contextOf, Func<Tensor, bool, IConditionedModel> read, double scale)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0 || pictures.Any(picture => picture.Wanted.Count == 0))
        {
            throw new ArgumentException("Every picture needs a condition.", nameof(pictures));
        }

        _pictures = pictures;
        _scale = scale;

        IEnumerable<ConditionPlace> unwanted = pictures.SelectMany((picture, i) => picture.Unwanted is Condition condition ? new[] { new ConditionPlace(i, false, condition) } : []);
        IEnumerable<ConditionPlace> wanted = pictures.SelectMany((picture, i) => picture.Wanted.Select(condition => new ConditionPlace(i, true, condition)));
        _groups = [.. unwanted.Concat(wanted).GroupBy(place => place.Condition.Tokens).Select(group => new ConditionGroup([.. group], contextOf, read))];

        float factor = FactorOf(pictures[0].Wanted[0]);
        bool isCommon = _groups.Length == 1 && pictures.All(picture => picture is { Wanted.Count: 1, Unwanted: not null } && FactorOf(picture.Wanted[0]) == factor);
        _commonFactor = isCommon ? factor : null;
    }

    /// <summary>The noise in a latent.</summary>
    /// <param name="step">Which of the sampler's steps, from 0.</param>
    /// <param name="latent">[pictures, height, width, inputs]</param>
    /// <param name="time">As the network was trained for.</param>
    /// <param name="isGuided">Whether there is guidance; without it the result is c_0 + sum w_i (c_i - c_0), which is c_0 where it is alone.</param>
    /// <param name="shortcuts">What the model may leave out.</param>
    /// <returns>[pictures, height, width, channels]</returns>
    public Tensor Predict(int step, Tensor latent, float time, bool isGuided = true, UNetShortcuts shortcuts = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(latent.Shape[0], _pictures.Count);

        Device device = latent.Device;
        Dictionary<ConditionPlace, Queue<Tensor>> predicted = [];
        foreach (ConditionGroup group in _groups)
        {
            IReadOnlyList<ConditionPlace> places = group.PlacesOf(isGuided);
            if (places.Count == 0)
            {
                continue;
            }

            Tensor all = group.Predict(step, latent, time, isGuided, shortcuts);
            if (isGuided && _commonFactor is float factor)
            {
                return device.Guide(all, factor);
            }

            for (int i = 0; i < places.Count; i++)
            {
                // The same condition may stand twice: a AND a.
                (predicted.TryGetValue(places[i], out Queue<Tensor>? slices) ? slices : predicted[places[i]] = new()).Enqueue(all.Slice(i, 1));
            }
        }

        Tensor[] pictures = [.. _pictures.Select((picture, i) => Combine(device, i, picture, place => predicted[place].Dequeue(), isGuided))];
        return device.Stack(pictures);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose()
    {
        foreach (ConditionGroup group in _groups)
        {
            group.Dispose();
        }
    }

    private Tensor Combine(Device device, int index, GuidedPicture picture, Func<ConditionPlace, Tensor> predicted, bool isGuided)
    {
        Tensor[] wanted = [.. picture.Wanted.Select(condition => predicted(new ConditionPlace(index, true, condition)))];
        if (!isGuided || picture.Unwanted is null)
        {
            Tensor alone = wanted[0];
            for (int i = 1; i < wanted.Length; i++)
            {
                alone = device.Combine(1, alone, (float)picture.Wanted[i].Weight, device.Combine(1, wanted[i], -1, wanted[0]));
            }

            return alone;
        }

        Tensor unwanted = predicted(new ConditionPlace(index, false, picture.Unwanted));
        Tensor guided = device.Guide(device.Stack(unwanted, wanted[0]), FactorOf(picture.Wanted[0]));
        for (int i = 1; i < wanted.Length; i++)
        {
            guided = device.Combine(1, guided, FactorOf(picture.Wanted[i]), device.Combine(1, wanted[i], -1, unwanted));
        }

        return guided;
    }

    private float FactorOf(Condition condition) => (float)(_scale * condition.Weight);
}
