using Easel.Diffusion.Guidance;
using Easel.Diffusion.Prompts;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>The prompts of one batch, read once for all of its steps, and the model that follows them.</summary>
internal sealed class GuidedPrompts : IDisposable
{
    private readonly LoadedModel _model;
    private readonly ClassifierFreeGuidance? _literal;
    private readonly WeightedPrompts? _weighted;

    /// <summary>Reads prompts.</summary>
    /// <param name="model">What reads and paints.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="prompts">The batch's.</param>
    /// <param name="steps">Of the sampler, from noise alone.</param>
    /// <param name="pauses">Whether some predictions will be asked for without guidance.</param>
    public GuidedPrompts(LoadedModel model, ImageRequest request, IReadOnlyList<string> prompts, int steps, bool pauses)
    {
        _model = model;
        if (request.Syntax == PromptSyntax.Weighted)
        {
            _weighted = new WeightedPrompts(model, request, prompts, steps);
            return;
        }

        using Tensor wanted = Encode(prompts);
        using Tensor? unwanted = request.GuidanceScale == 1 ? null : Encode([.. prompts.Select(_ => request.NegativePrompt)]);
        _literal = new ClassifierFreeGuidance(Read, wanted, unwanted, request.GuidanceScale, pauses);
    }

    private Device Device => _model.Device;

    /// <summary>What a request's prompts say that the model does not see, or sees otherwise than it looks, as warnings.</summary>
    public static IEnumerable<string> Warnings(LoadedModel model, ImageRequest request)
    {
        IEnumerable<string> prompts = request.Batches.SelectMany(batch => batch);
        if (request.Syntax == PromptSyntax.Weighted)
        {
            return prompts.Distinct(StringComparer.Ordinal).SelectMany(PromptReading.Check).Concat(PromptReading.CheckNegative(request.NegativePrompt)).Distinct(StringComparer.Ordinal);
        }

        return CutPrompts(model, prompts.Append(request.NegativePrompt).Distinct(StringComparer.Ordinal));
    }

    /// <summary>The noise in a latent.</summary>
    /// <param name="step">Which of the sampler's steps, from 0.</param>
    /// <param name="latent">What the UNet reads, [batch, height, width, inputs].</param>
    /// <param name="time">As the network was trained for.</param>
    /// <param name="isGuided">Whether there is guidance, if there is any.</param>
    /// <param name="shortcuts">What the model may leave out.</param>
    /// <returns>[batch, height, width, channels]</returns>
    public Tensor Predict(int step, Tensor latent, float time, bool isGuided, UNetShortcuts shortcuts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return _weighted?.Predict(step, latent, time, isGuided, shortcuts) ?? _literal!.Predict(latent, time, isGuided, shortcuts);
    }

    /// <summary>Gives back what the model has made of the prompts.</summary>
    public void Dispose()
    {
        _weighted?.Dispose();
        _literal?.Dispose();
    }

    private static IEnumerable<string> CutPrompts(LoadedModel model, IEnumerable<string> prompts)
    {
        foreach (string prompt in prompts)
        {
            Models.Tokenizers.Tokens tokens = model.Tokenizer.Encode(prompt);
            if (tokens.Cut.Length > 0)
            {
                yield return $"The prompt has {tokens.Count} tokens, but the model reads {tokens.Ids.Length - 2}. It does not see: {tokens.Cut}";
            }
        }
    }

    private IConditionedModel Read(Tensor context) => _model.Guard.Watch(new RunPlace(RunStage.Prompt), () => _model.Read(context));

    /// <returns>[prompts, tokens, width]</returns>
    private Tensor Encode(IReadOnlyList<string> prompts)
    {
        int[] ids = [.. prompts.SelectMany(prompt => _model.Tokenizer.Encode(prompt).Ids)];
        using Tensor tokens = Device.Upload(ids, [prompts.Count, ids.Length / prompts.Count]);
        return _model.Guard.Require(new RunPlace(RunStage.Prompt), () => _model.TextEncoder.Forward(tokens));
    }
}
