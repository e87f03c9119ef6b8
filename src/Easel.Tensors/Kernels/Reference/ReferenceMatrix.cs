using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Reference;

/// <summary>Matrix products by their definition, in double precision.</summary>
internal static class ReferenceMatrix
{
    /// <param name="x">[rows, inputs]</param>
    /// <param name="weight">[outputs, inputs]</param>
    /// <param name="bias">[outputs], or none</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of the result.</param>
    /// <returns>x W^T + b, [rows, outputs]</returns>
    public static double[] Linear(float[] x, float[] weight, float[]? bias, int inputs, int outputs)
    {
        int rows = x.Length / inputs;
        double[] y = new double[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                double sum = bias?[output] ?? 0;
                for (int input = 0; input < inputs; input++)
                {
                    sum += (double)x[(row * inputs) + input] * weight[(output * inputs) + input];
                }

                y[(row * outputs) + output] = sum;
            }
        }

        return y;
    }

    /// <summary>values * gelu(gates): the left half of each row times the right half's formula. Shazeer 2020.</summary>
    public static double[] Gate(double[] x, int outputs)
    {
        double[] y = new double[x.Length / 2];
        for (int i = 0; i < y.Length; i++)
        {
            int value = (i / outputs * 2 * outputs) + (i % outputs);
            y[i] = x[value] * ReferenceFunctions.Gelu(x[value + outputs]);
        }

        return y;
    }

    /// <summary>activation(x + shift) + residual</summary>
    /// <param name="x">[samples, rows, outputs]</param>
    /// <param name="shift">[samples, outputs], or none</param>
    /// <param name="activation">The formula.</param>
    /// <param name="residual">Of the extents of x, or none.</param>
    /// <param name="samples">How many there are.</param>
    /// <param name="outputs">The width of a row.</param>
    public static double[] Finish(double[] x, float[]? shift, Activation activation, float[]? residual, int samples, int outputs)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int sample = i / (x.Length / samples);
            double sum = x[i] + (shift?[(sample * outputs) + (i % outputs)] ?? 0);
            y[i] = Activate(activation, sum) + (residual?[i] ?? 0);
        }

        return y;
    }

    private static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Silu => ReferenceFunctions.Silu(x),
        Activation.Gelu => ReferenceFunctions.Gelu(x),
        Activation.QuickGelu => ReferenceFunctions.QuickGelu(x),
        _ => x,
    };
}
