using Easel.Diffusion.Noise;
using Easel.Tensors;

namespace Easel.Diffusion.Pipelines;

/// <summary>What all batches of a seed begin with.</summary>
/// <param name="Noise">The stream that they draw from, one after the other.</param>
/// <param name="Initial">The picture that they begin with, if there is one.</param>
/// <param name="FixedStart">The noise that they all begin with, if they have that in common.</param>
internal sealed record RunBeginning(NoiseSource Noise, InitialLatents? Initial, Tensor? FixedStart) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Initial?.Dispose();
        FixedStart?.Dispose();
    }
}
