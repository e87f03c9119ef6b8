namespace Easel.Diffusion.Samplers;

/// <summary>A way from noise to a latent.</summary>
public enum SamplerKind
{
    /// <summary>DDIM, Song et al. 2020. arXiv:2010.02502</summary>
    Ddim,

    /// <summary>PLMS, Liu et al. 2022. arXiv:2202.09778</summary>
    Plms,

    /// <summary>DPM-Solver++ (2M), Lu et al. 2022, arXiv:2211.01095, at even times, as CompVis/stable-diffusion has it.</summary>
    DpmSolver,

    /// <summary>Linear multistep of order 4, Liu et al. 2022, arXiv:2202.09778, in the form of k-diffusion.</summary>
    Lms,

    /// <summary>PNDM without Runge-Kutta steps, Liu et al. 2022, arXiv:2202.09778, as diffusers has it: as many steps as are asked for.</summary>
    Pndm,

    /// <summary>Euler's method, Karras et al. 2022, arXiv:2206.00364, algorithm 2 without its second order.</summary>
    Euler,

    /// <summary>Euler's method with fresh noise in every step.</summary>
    EulerAncestral,

    /// <summary>Heun's method, Karras et al. 2022, arXiv:2206.00364, algorithm 2.</summary>
    Heun,

    /// <summary>DPM-Solver-2, Lu et al. 2022, arXiv:2206.00927.</summary>
    Dpm2,

    /// <summary>DPM-Solver-2 with fresh noise in every step.</summary>
    Dpm2Ancestral,

    /// <summary>DPM-Solver-fast, Lu et al. 2022, arXiv:2206.00927: steps of third order that ask the model three times each, so that the calls are as many as the steps asked for.</summary>
    DpmFast,

    /// <summary>DPM-Solver++ (2S), Lu et al. 2022, arXiv:2211.01095, with fresh noise in every step.</summary>
    DpmPlusPlus2SAncestral,

    /// <summary>DPM-Solver++ as a stochastic differential equation, one step at a time.</summary>
    DpmPlusPlusSde,

    /// <summary>DPM-Solver++ (2M), Lu et al. 2022, arXiv:2211.01095, on a schedule of sigmas, as k-diffusion has it.</summary>
    DpmPlusPlus2M,

    /// <summary>SDE-DPM-Solver++ (2M), Lu et al. 2022, arXiv:2211.01095.</summary>
    DpmPlusPlus2MSde,

    /// <summary>SDE-DPM-Solver++ of third order.</summary>
    DpmPlusPlus3MSde,

    /// <summary>UniPC of third order with B1(h), Zhao et al. 2023, arXiv:2302.04867: the one that A1111 and ComfyUI have.</summary>
    UniPc,

    /// <summary>UniPC of third order with B2(h), as ComfyUI's <c>uni_pc_bh2</c>.</summary>
    UniPcBh2,

    /// <summary>UniPC of second order with B2(h), as diffusers' <c>UniPCMultistepScheduler</c>.</summary>
    UniPcMultistep,

    /// <summary>Consistency sampling, Luo et al. 2023, arXiv:2310.04378; for models distilled for it.</summary>
    Lcm,

    /// <summary>DDPM, Ho et al. 2020. arXiv:2006.11239</summary>
    Ddpm,

    /// <summary>SDE-DPM-Solver++ (2M), where the last two guesses count by the integral of the line through them. Lu et al. 2022, arXiv:2211.01095.</summary>
    DpmPlusPlus2MSdeHeun,

    /// <summary>Linear multistep of order 4 as the OpenVINO program's <c>demo.py</c> has it, from diffusers 0.2.4.</summary>
    DemoLms,

    /// <summary>PNDM without Runge-Kutta steps as the OpenVINO program's <c>demo.py</c> has it, from diffusers 0.2.4.</summary>
    DemoPndm,
}
