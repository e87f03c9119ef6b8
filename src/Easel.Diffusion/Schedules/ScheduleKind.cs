namespace Easel.Diffusion.Schedules;

/// <summary>Which of a model's noise levels a sampler visits.</summary>
public enum ScheduleKind
{
    /// <summary>The sampler's own.</summary>
    Automatic,

    /// <summary>At even times, from the last trained one to the first: k-diffusion's <c>get_sigmas</c>.</summary>
    Normal,

    /// <summary>Karras et al. 2022, arXiv:2206.00364, eq. 5, with rho 7.</summary>
    Karras,

    /// <summary>Even in the logarithm of sigma.</summary>
    Exponential,

    /// <summary>At even times without the last, as Stability AI's generative-models.</summary>
    SgmUniform,

    /// <summary>Every so many trained times, counted from the last.</summary>
    Simple,

    /// <summary>Every so many trained times, counted from the first, as DDIM.</summary>
    DdimUniform,

    /// <summary>Quantiles of the beta distribution with alpha = beta = 0.6, Lee et al. 2024, arXiv:2407.12173.</summary>
    Beta,

    /// <summary>Align Your Steps, Sabour et al. 2024, arXiv:2404.14507: eleven levels fitted to Stable Diffusion 1, others between them.</summary>
    AlignYourSteps,
}
