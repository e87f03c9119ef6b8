using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Samplers;

/// <summary>A step of SDE-DPM-Solver++ from one sigma to a lower one. Lu et al. 2022, arXiv:2211.01095, with noise scaled by eta.</summary>
internal readonly struct SdeStep
{
    // Beyond, e^-x is nothing beside 1.
    private const double Farthest = 700;

    /// <param name="from">Where the step begins.</param>
    /// <param name="to">Where it ends, above 0.</param>
    /// <param name="eta">Fresh noise: 0 none, 1 as much as the paper.</param>
    public SdeStep(double from, double to, double eta)
    {
        Length = DeterministicMath.Log(from / to);
        Reach = Length * (1 + eta);
        Keep = DeterministicMath.Exp(-Math.Min(Reach, Farthest));
        Fresh = to * Math.Sqrt(-DeterministicMath.Expm1(-Math.Min(2 * eta * Length, Farthest)));
    }

    /// <summary>h = log(from / to)</summary>
    public double Length { get; }

    /// <summary>(1 + eta) h: how far the deterministic part goes.</summary>
    public double Reach { get; }

    /// <summary>e^-(1 + eta) h: the latent's share of where the step leads, beside the guess of the finished one.</summary>
    public double Keep { get; }

    /// <summary>What fresh noise of unit variance is multiplied with.</summary>
    public double Fresh { get; }
}
