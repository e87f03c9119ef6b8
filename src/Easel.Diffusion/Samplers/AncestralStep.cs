namespace Easel.Diffusion.Samplers;

/// <summary>A step to a lower sigma in two parts: further down without noise, and up again with fresh noise.</summary>
/// <param name="Down">The sigma to step down to.</param>
/// <param name="Up">What noise of unit variance is multiplied with: Down^2 + Up^2 is the square of the sigma aimed at.</param>
internal readonly record struct AncestralStep(double Down, double Up)
{
    /// <summary>Up = eta to sqrt(from^2 - to^2) / from, at most to: with eta 1 the variance of DDPM. Song et al. 2020, arXiv:2010.02502, eq. 16</summary>
    public static AncestralStep Of(double from, double to, double eta)
    {
        double up = Math.Min(to, eta * to * Math.Sqrt((from * from) - (to * to)) / from);
        return new AncestralStep(Math.Sqrt((to * to) - (up * up)), up);
    }
}
