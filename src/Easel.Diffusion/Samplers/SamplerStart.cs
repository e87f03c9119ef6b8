namespace Easel.Diffusion.Samplers;

/// <summary>Where a sampler begins with a picture that is there already.</summary>
/// <param name="Step">The first step to take, from 0; as many as the sampler has steps if none is.</param>
/// <param name="Level">The noise that is put on the picture for it.</param>
internal readonly record struct SamplerStart(int Step, NoiseLevel Level);
