using System.Globalization;
using Easel.Cuda;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Parity.Tests;

/// <summary>The NVIDIA card that the environment names by its number, <c>EASEL_TEST_CARD=0</c>. Where it names none, what asks for it is skipped.</summary>
internal static class RealCard
{
    private const string Variable = "EASEL_TEST_CARD";

    /// <summary>As <c>--device</c> names it.</summary>
    public static string Name => $"cuda:{Number.ToString(CultureInfo.InvariantCulture)}";

    private static int Number
    {
        get
        {
            string? text = Environment.GetEnvironmentVariable(Variable);
            Assert.SkipWhen(string.IsNullOrEmpty(text), $"NOT TESTED: needs an NVIDIA card, named by {Variable}=0.");
            return int.Parse(text!, NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Opens it.</summary>
    public static CudaDevice Open(Precision precision) => CudaDevice.Open(Number, precision, UserCache.Kernels);
}
