namespace Easel.Diffusion.Samplers;

/// <summary>A way from noise to a latent.</summary>
public enum SamplerKind
{
    /// <summary>DDIM, Song et al. 2020. arXiv:2010.02502</summary>
    Ddim,

    /// <summary>PLMS, Liu et al. 2022. arXiv:2202.09778</summary>
    Plms,

    /// <summary>DPM-Solver++ (2M), Lu et al. 2022. arXiv:2211.01095</summary>
    DpmSolver,
}
