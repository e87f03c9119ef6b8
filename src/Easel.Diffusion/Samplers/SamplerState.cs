using Easel.Diffusion.Noise;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// Where a run is between two steps: all that the steps to come depend on, unless the model is approximated by what it said in earlier steps: then they depend
/// on the run's <see cref="Models.UNet.DeepFeatures"/> too, until the next step that computes them. Owns its tensors.
/// </summary>
/// <param name="step">Steps done.</param>
/// <param name="latent">[batch, height, width, channels]</param>
/// <param name="clean">The last step's guess of the finished latent, in the same shape; none before the first step.</param>
/// <param name="history">Earlier model outputs that the sampler wants to see again, newest first.</param>
/// <param name="noise">How far the noise has been drawn.</param>
public sealed class SamplerState(int step, Tensor latent, Tensor? clean, IReadOnlyList<Tensor> history, NoiseState noise) : IDisposable
{
    /// <summary>Steps done.</summary>
    public int Step => step;

    /// <summary>Steps that were left out, where the run began with a picture; the first step taken has this number.</summary>
    public int First { get; init; }

    /// <summary>The latent, still noisy but after the last step. [batch, height, width, channels]</summary>
    public Tensor Latent => latent;

    /// <summary>The last step's guess of the finished latent, in the same shape; none before the first step.</summary>
    public Tensor? Clean => clean;

    /// <summary>Earlier model outputs, newest first.</summary>
    public IReadOnlyList<Tensor> History => history;

    /// <summary>How far the noise has been drawn.</summary>
    public NoiseState Noise => noise;

    private IEnumerable<Tensor> Tensors => clean is null ? history.Prepend(latent) : history.Prepend(clean).Prepend(latent);

    /// <summary>The state before the first step that is taken.</summary>
    /// <param name="start">Noise, or a noisy picture: [batch, height, width, channels]. The state owns it from now on.</param>
    /// <param name="noise">Where the steps will draw from, standing where the first of them is to begin.</param>
    /// <param name="step">Steps left out, where a run begins with a picture.</param>
    public static SamplerState Begin(Tensor start, LatentNoise noise, int step = 0) => new(step, start, clean: null, history: [], noise.Save()) { First = step };

    /// <summary>Gives all tensors back.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The same place of a run with another latent, which the state owns from now on; this one is used up.</summary>
    internal SamplerState WithLatent(Tensor changed)
    {
        if (changed == latent)
        {
            return this;
        }

        SamplerState next = new(step, changed, clean, history, noise) { First = First };
        DisposeAllBut(next);
        return next;
    }

    /// <summary>Takes the tensors out of a scope that ends.</summary>
    internal void KeepFrom(Scope scope)
    {
        foreach (Tensor tensor in Tensors)
        {
            scope.Keep(tensor);
        }
    }

    /// <summary>Gives the tensors back that the next state has not taken over.</summary>
    internal void DisposeAllBut(SamplerState next)
    {
        foreach (Tensor tensor in Tensors)
        {
            if (!next.Tensors.Contains(tensor))
            {
                tensor.Dispose();
            }
        }
    }
}
