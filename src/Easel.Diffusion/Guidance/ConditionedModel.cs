using Easel.Tensors;

namespace Easel.Diffusion.Guidance;

/// <summary>A network that sees what is wanted.</summary>
/// <param name="latent">[batch, height, width, channels]</param>
/// <param name="time">As the network was trained for, 0 to 999.</param>
/// <param name="context">The encoded prompts, [batch, tokens, width].</param>
/// <returns>[batch, height, width, channels]</returns>
public delegate Tensor ConditionedModel(Tensor latent, float time, Tensor context);
