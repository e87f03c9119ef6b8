using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Driver;
using Easel.Cuda.Translation;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Cuda.Tests.Devices;

/// <summary>
/// The card that tests run on: the interpreter of the kernels' PTX, unless the environment names a real card by its number, <c>EASEL_TEST_CARD=0</c>. What is
/// too slow for an interpreter asks for a real one.
/// </summary>
internal static class Cards
{
    private static readonly string? s_real = Environment.GetEnvironmentVariable("EASEL_TEST_CARD");

    /// <summary>Whether it is a real one.</summary>
    public static bool IsReal => !string.IsNullOrEmpty(s_real);

    /// <summary>Its number.</summary>
    public static int Index => IsReal ? int.Parse(s_real!, System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>Opens it.</summary>
    public static CudaDevice Open(Precision precision)
        => IsReal
            ? CudaDevice.Open(Index, precision, new TranslationSettings { Folder = UserCache.Kernels })
            : new CudaDevice(new InterpretingDriver(), 0, precision);

    /// <summary>Opens a real one, or skips the test.</summary>
    public static CudaDevice OpenReal(Precision precision)
    {
        if (!IsReal)
        {
            Assert.Skip("NOT TESTED: needs an NVIDIA card, named by EASEL_TEST_CARD=0.");
        }

        return Open(precision);
    }

    /// <summary>A driver of the card that tests run on.</summary>
    public static ICudaDriver Driver() => IsReal ? new CudaDriver() : new InterpretingDriver();
}
