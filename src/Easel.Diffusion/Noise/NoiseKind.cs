namespace Easel.Diffusion.Noise;

/// <summary>Whose random numbers a seed names.</summary>
public enum NoiseKind
{
    /// <summary>PyTorch's CPU generator: Mersenne Twister with Box-Muller.</summary>
    Torch,

    /// <summary>PyTorch's generator on an NVIDIA GPU: Philox 4x32-10 with Box-Muller.</summary>
    Cuda,

    /// <summary>NumPy's legacy RandomState: Mersenne Twister with the polar method, in float64.</summary>
    Numpy,
}
