using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Runs;

/// <summary>A <see cref="SamplerState"/> away from its device.</summary>
/// <param name="Step">steps done, those that were left out included</param>
/// <param name="First">steps left out, where the run began with a picture</param>
/// <param name="Latent">[batch, height, width, channels]</param>
/// <param name="Clean">the last step's guess of the finished latent, in the same shape; none before the first step</param>
/// <param name="History">earlier model outputs, newest first</param>
/// <param name="Noise">how far the noise has been drawn</param>
public sealed record SavedState(int Step, int First, SavedTensor Latent, SavedTensor? Clean, IReadOnlyList<SavedTensor> History, NoiseState Noise)
{
    /// <summary>Copies a state; waits for its device.</summary>
    public static SavedState Of(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);

        return new SavedState(
            state.Step,
            state.First,
            SavedTensor.Of(state.Latent),
            state.Clean is null ? null : SavedTensor.Of(state.Clean),
            [.. state.History.Select(SavedTensor.Of)],
            state.Noise);
    }

    /// <summary>The state on a device, from which the same steps follow.</summary>
    public SamplerState Upload(Device device) => new(Step, Latent.Upload(device), Clean?.Upload(device), [.. History.Select(tensor => tensor.Upload(device))], Noise) { First = First };
}
