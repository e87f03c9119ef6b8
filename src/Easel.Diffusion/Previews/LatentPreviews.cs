using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Imaging;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Previews;

/// <summary>
/// How pictures look after a step: what the sampler takes the finished latent to be, which shows the picture long before the latent itself comes out of its noise. It only looks:
/// what it computes has no part in the run.
/// </summary>
/// <param name="model">Whose latents these are.</param>
internal sealed class LatentPreviews(LoadedModel model)
{
    /// <summary>Small pictures of the latents, one of each.</summary>
    /// <param name="state">After a step.</param>
    /// <param name="isLast">Whether the step was the last: then the latent is finished.</param>
    public IReadOnlyList<Image> Show(SamplerState state, bool isLast)
    {
        Tensor shown = Shown(state, isLast);
        float[] values = new float[shown.Shape.Count];
        model.Device.Download(shown, values);
        int length = values.Length / shown.Shape[0];
        return [.. Enumerable.Range(0, shown.Shape[0]).Select(i => model.Colours.Show(values.AsSpan(i * length, length), shown.Shape[1], shown.Shape[2]))];
    }

    /// <summary>The latents decoded, as the run's end will decode them; of each that is not finite, its small picture.</summary>
    /// <inheritdoc cref="Show"/>
    public IReadOnlyList<Image> Decode(SamplerState state, bool isLast)
    {
        Tensor shown = Shown(state, isLast);
        IReadOnlyList<Image>? small = null;
        return [.. Enumerable.Range(0, shown.Shape[0]).Select(i => Decode(shown.Slice(i, 1)) ?? (small ??= Show(state, isLast))[i])];
    }

    private static Tensor Shown(SamplerState state, bool isLast) => isLast ? state.Latent : state.Clean ?? state.Latent;

    private Image? Decode(Tensor latent)
    {
        Device device = model.Device;
        using Scope scope = device.BeginScope();

        try
        {
            // A guard of its own: what is computed again for a look belongs to no picture.
            Tensor scaled = device.Combine(1 / model.Shape.Diffusion.LatentScale, latent, 0, latent);
            Tensor picture = model.Guard.Another().Require(new RunPlace(RunStage.Decoding), () => model.Decoder.Forward(scaled));
            float[] unit = new float[picture.Shape.Count];
            device.Download(picture, unit);
            return Image.FromUnit(unit, picture.Shape[2], picture.Shape[1]);
        }
        catch (GenerationException)
        {
            return null;
        }
    }
}
