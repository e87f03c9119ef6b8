using Easel.Diffusion.Schedules;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// DDPM, Ho et al. 2020, arXiv:2006.11239, eq. 7, with the smaller of its two variances, as diffusers has it by default. On latents x_0 + sigma noise that mean and
/// variance are Euler's step with eta 1, term by term; a run begins with noise of unit variance on the scale of the paper.
/// </summary>
internal sealed class DdpmSampler(SigmaSchedule schedule, double eta) : EulerSampler(schedule, eta)
{
    /// <inheritdoc/>
    internal override double StartScale => StartScaleOfUnitVariance;
}
