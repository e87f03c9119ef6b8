using Easel.Tensors.Backends;

namespace Easel.Tensors.Kernels.Reference;

/// <summary>Convolution by its definition, in double precision.</summary>
internal static class ReferenceConvolution
{
    /// <param name="x">[batch, height, width, shape.Inputs]</param>
    /// <param name="weight">[shape.Outputs, shape.Inputs, kernel, kernel]</param>
    /// <param name="bias">[shape.Outputs], or none</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <returns>[batch, height', width', shape.Outputs]</returns>
    public static double[] Convolve(float[] x, float[] weight, float[]? bias, ConvolutionShape shape, int batch, int height, int width)
    {
        double[] y = new double[batch * shape.Output(height) * shape.Output(width) * shape.Outputs];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = (bias?[i % shape.Outputs] ?? 0) + Sum(x, weight, shape, height, width, i);
        }

        return y;
    }

    /// <summary>One element of the result, without its bias.</summary>
    /// <param name="x">[batch, height, width, shape.Inputs]</param>
    /// <param name="weight">[shape.Outputs, shape.Inputs, kernel, kernel]</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="height">Rows of each sample.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="element">Its place in the result.</param>
    public static double Sum(float[] x, float[] weight, ConvolutionShape shape, int height, int width, int element)
    {
        (int outHeight, int outWidth) = (shape.Output(height), shape.Output(width));
        int output = element % shape.Outputs;
        int pixel = element / shape.Outputs;
        int left = (pixel % outWidth * shape.Stride) - shape.PadBefore;
        int top = (pixel / outWidth % outHeight * shape.Stride) - shape.PadBefore;
        int sample = pixel / outWidth / outHeight;
        double sum = 0;
        for (int tap = 0; tap < shape.Kernel * shape.Kernel; tap++)
        {
            int row = top + (tap / shape.Kernel);
            int column = left + (tap % shape.Kernel);
            if (row < 0 || row >= height || column < 0 || column >= width)
            {
                continue;
            }

            for (int input = 0; input < shape.Inputs; input++)
            {
                double value = x[(((((sample * height) + row) * width) + column) * shape.Inputs) + input];
                sum += value * weight[(((output * shape.Inputs) + input) * shape.Kernel * shape.Kernel) + tap];
            }
        }

        return sum;
    }
}
