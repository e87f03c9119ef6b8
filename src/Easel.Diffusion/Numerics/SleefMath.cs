using Easel.Tensors;

namespace Easel.Diffusion.Numerics;

/// <summary>
/// The exponential in float32 with the steps and constants of SLEEF's <c>expf</c> with 1.0 ULP (Shibata and Petrogalli 2020, doi:10.1109/TPDS.2019.2960333),
/// which PyTorch uses on the CPU. Bit-compatible with that, not the most accurate.
/// </summary>
internal static class SleefMath
{
    /// <summary>e^x, for -87 up to 88.</summary>
    public static float Exp(float x)
    {
        // x = power ln 2 + r; ln 2 in two parts.
        float power = MathF.Round(x * 1.44269504f);
        float r = FusedMultiplyAdd.Of(power, -0.693145751953125f, x);
        r = FusedMultiplyAdd.Of(power, -1.428606765330187045e-06f, r);

        float y = 0.000198527617612853646278381f;
        y = FusedMultiplyAdd.Of(y, r, 0.00139304355252534151077271f);
        y = FusedMultiplyAdd.Of(y, r, 0.00833336077630519866943359f);
        y = FusedMultiplyAdd.Of(y, r, 0.0416664853692054748535156f);
        y = FusedMultiplyAdd.Of(y, r, 0.166666671633720397949219f);
        y = FusedMultiplyAdd.Of(y, r, 0.5f);
        return MathF.ScaleB(1 + FusedMultiplyAdd.Of(r * r, y, r), (int)power);
    }
}
