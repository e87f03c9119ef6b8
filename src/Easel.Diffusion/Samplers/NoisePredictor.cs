using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>The model's guess of the noise in a latent, guidance and all.</summary>
/// <param name="latent">[batch, height, width, channels]</param>
/// <param name="time">As the model was trained for, 0 to 999; not always a whole number.</param>
/// <returns>[batch, height, width, channels]; a tensor made in the call, which the caller may dispose.</returns>
public delegate Tensor NoisePredictor(Tensor latent, float time);
