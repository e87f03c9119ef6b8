using Easel.Tensors;

namespace Easel.Models.UNet;

/// <summary>
/// What the deep part of a UNet said in an earlier call, to be used again: it changes little from step to step. Ma et al. 2023, "DeepCache", arXiv:2312.00858.
/// Belongs to a run, not to the network: a run that is to go on elsewhere takes it along, or computes its next step whole.
/// </summary>
public sealed class DeepFeatures : IDisposable
{
    private Tensor? _kept;

    /// <summary>What is kept, to be saved with a run: [samples, height, width, channels]; none before the first call.</summary>
    public Tensor? Kept => _kept;

    /// <summary>Whether there is something for a batch: as many samples or more were in the last call that was computed whole.</summary>
    /// <param name="batch">Samples.</param>
    public bool Holds(int batch) => _kept is not null && _kept.Shape[0] >= batch;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _kept?.Dispose();
        _kept = null;
    }

    /// <summary>The features of the last samples: with guidance these are the prompts', which come after the empty ones.</summary>
    /// <param name="batch">How many; <see cref="Holds"/> them.</param>
    /// <returns>[batch, height, width, channels]</returns>
    public Tensor OfLast(int batch) => _kept!.Slice(_kept.Shape[0] - batch, batch);

    /// <summary>Keeps others from now on, beyond the scope that they were made in.</summary>
    /// <param name="features">[batch, height, width, channels]</param>
    public void Replace(Tensor features)
    {
        _kept?.Dispose();
        _kept = features.Detach();
    }
}
