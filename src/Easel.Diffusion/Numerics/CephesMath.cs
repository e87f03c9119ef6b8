using Easel.Tensors;

namespace Easel.Diffusion.Numerics;

/// <summary>
/// Logarithm, sine and cosine in float32 with the steps and constants of Cephes (logf.c and sincof.c, S. L. Moshier, netlib.org/cephes) in the order of
/// its well-known vector form for SSE and AVX, which PyTorch's CPU generator uses. Bit-compatible with that, not the most accurate.
/// </summary>
internal static class CephesMath
{
    /// <summary>The natural logarithm of a positive, normal number.</summary>
    public static float Log(float x)
    {
        // x = 2^exponent (1 + f) with 1 + f between sqrt(1/2) and sqrt 2.
        int bits = BitConverter.SingleToInt32Bits(x);
        float exponent = (bits >> 23) - 126;
        float f = BitConverter.Int32BitsToSingle((bits & 0x007FFFFF) | 0x3F000000);
        if (f < 0.707106781186547524f)
        {
            exponent -= 1;
            f = f - 1 + f;
        }
        else
        {
            f -= 1;
        }

        float square = f * f;
        float y = 7.0376836292E-2f;
        y = FusedMultiplyAdd.Of(y, f, -1.1514610310E-1f);
        y = FusedMultiplyAdd.Of(y, f, 1.1676998740E-1f);
        y = FusedMultiplyAdd.Of(y, f, -1.2420140846E-1f);
        y = FusedMultiplyAdd.Of(y, f, 1.4249322787E-1f);
        y = FusedMultiplyAdd.Of(y, f, -1.6668057665E-1f);
        y = FusedMultiplyAdd.Of(y, f, 2.0000714765E-1f);
        y = FusedMultiplyAdd.Of(y, f, -2.4999993993E-1f);
        y = FusedMultiplyAdd.Of(y, f, 3.3333331174E-1f);

        // ln 2 in two parts, the upper one exact in 10 bits.
        y = FusedMultiplyAdd.Of(y * f, square, exponent * -2.12194440E-4f);
        y -= square * 0.5f;
        return FusedMultiplyAdd.Of(exponent, 0.693359375f, f + y);
    }

    /// <summary>Sine and cosine, for 0 up to 8192.</summary>
    public static (float Sine, float Cosine) SinCos(float x)
    {
        // x = eighths pi / 4 + r, eighths even; pi / 4 in three parts.
        int eighths = ((int)(x * 1.27323954473516f) + 1) & ~1;
        float r = x;
        r = FusedMultiplyAdd.Of(eighths, -0.78515625f, r);
        r = FusedMultiplyAdd.Of(eighths, -2.4187564849853515625e-4f, r);
        r = FusedMultiplyAdd.Of(eighths, -3.77489497744594108e-8f, r);

        float square = r * r;
        float cosine = 2.443315711809948E-005f;
        cosine = FusedMultiplyAdd.Of(cosine, square, -1.388731625493765E-003f);
        cosine = FusedMultiplyAdd.Of(cosine, square, 4.166664568298827E-002f);
        cosine = FusedMultiplyAdd.Of(cosine * square, square, square * -0.5f) + 1;

        float sine = -1.9515295891E-4f;
        sine = FusedMultiplyAdd.Of(sine, square, 8.3321608736E-3f);
        sine = FusedMultiplyAdd.Of(sine, square, -1.6666654611E-1f);
        sine = FusedMultiplyAdd.Of(sine * square, r, r);

        return (eighths & 7) switch
        {
            0 => (sine, cosine),
            2 => (cosine, -sine),
            4 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}
