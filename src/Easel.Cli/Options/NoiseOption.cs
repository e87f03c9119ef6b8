using Easel.Diffusion.Noise;

namespace Easel.Cli.Options;

/// <summary><c>--noise</c>: whose random numbers a seed names.</summary>
internal static class NoiseOption
{
    /// <summary>The option.</summary>
    public static ValueOption<string> Create() => OptionOf.Choice("--noise", "torch", "whose random numbers the seed names: PyTorch's on the CPU, PyTorch's on a GPU, or NumPy's", "torch", "cuda", "numpy");

    /// <summary>What a value of it means.</summary>
    public static NoiseKind KindOf(string choice) => choice switch { "cuda" => NoiseKind.Cuda, "numpy" => NoiseKind.Numpy, _ => NoiseKind.Torch };
}
