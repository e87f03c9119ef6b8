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
        (int outHeight, int outWidth) = (shape.Output(height), shape.Output(width));
        double[] y = new double[batch * outHeight * outWidth * shape.Outputs];
        for (int i = 0; i < y.Length; i++)
        {
            int output = i % shape.Outputs;
            int pixel = i / shape.Outputs;
            int left = (pixel % outWidth * shape.Stride) - shape.PadBefore;
            int top = (pixel / outWidth % outHeight * shape.Stride) - shape.PadBefore;
            int sample = pixel / outWidth / outHeight;
            y[i] = bias?[output] ?? 0;
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
                    y[i] += value * weight[(((output * shape.Inputs) + input) * shape.Kernel * shape.Kernel) + tap];
                }
            }
        }

        return y;
    }
}
