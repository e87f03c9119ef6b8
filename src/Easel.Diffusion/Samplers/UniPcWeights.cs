using Easel.Diffusion.Numerics;

namespace Easel.Diffusion.Samplers;

/// <summary>B(h) of UniPC, Zhao et al. 2023, arXiv:2302.04867: what a step's correction is scaled with, by which its error differs.</summary>
internal enum UniPcBasis
{
    /// <summary>h, for lambda falling: better with little guidance and few steps.</summary>
    Bh1,

    /// <summary>e^h - 1, for lambda falling: better with guidance.</summary>
    Bh2,
}

/// <summary>What differences of guesses count in a step of UniPC. Zhao et al. 2023, arXiv:2302.04867, for data prediction.</summary>
internal static class UniPcWeights
{
    /// <summary>Weights of D_m / r_m, where D_m is the guess at place r_m less the one at place 0.</summary>
    /// <param name="places">In steps from the beginning of this one: earlier ones below 0, its end 1. None to 3.</param>
    /// <param name="length">h, the step's way in log(1 / sigma), above 0.</param>
    /// <param name="basis">B(h).</param>
    public static double[] Of(double[] places, double length, UniPcBasis basis)
    {
        double h = -length;
        double whole = DeterministicMath.Expm1(h);
        double scale = basis == UniPcBasis.Bh1 ? h : whole;
        if (places.Length == 1)
        {
            // As the authors: of one difference, half is right up to the order that is wanted, whatever B is.
            return [-scale / 2];
        }

        // Powers of the places times the weights are the integrals phi of the powers.
        double[,] equations = new double[places.Length, places.Length + 1];
        double phi = (whole / h) - 1;
        double factorial = 1;
        for (int k = 0; k < places.Length; k++)
        {
            for (int m = 0; m < places.Length; m++)
            {
                equations[k, m] = k == 0 ? 1 : equations[k - 1, m] * places[m];
            }

            equations[k, places.Length] = -phi * factorial;
            factorial *= k + 2;
            phi = (phi / h) - (1 / factorial);
        }

        return Solve(equations);
    }

    /// <summary>Gauss's elimination; the last column is the right side. The places differ, so that no pivot is 0 in exact arithmetic.</summary>
    private static double[] Solve(double[,] equations)
    {
        int count = equations.GetLength(0);
        for (int column = 0; column < count; column++)
        {
            for (int row = column + 1; row < count; row++)
            {
                double factor = equations[row, column] / equations[column, column];
                for (int i = column; i <= count; i++)
                {
                    equations[row, i] -= factor * equations[column, i];
                }
            }
        }

        double[] solution = new double[count];
        for (int row = count - 1; row >= 0; row--)
        {
            double rest = equations[row, count];
            for (int i = row + 1; i < count; i++)
            {
                rest -= equations[row, i] * solution[i];
            }

            solution[row] = rest / equations[row, row];
        }

        return solution;
    }
}
