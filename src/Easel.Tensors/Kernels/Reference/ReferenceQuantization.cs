using Easel.Tensors.Kernels.Gemm;

namespace Easel.Tensors.Kernels.Reference;

/// <summary>Matrix products of eight bits by their definition, with whole sums: what every kernel must give bit for bit.</summary>
internal static class ReferenceQuantization
{
    /// <summary>Whole numbers of -127 to 127 and the scale that they share.</summary>
    public static (int[] Numbers, float Scale) Quantize(ReadOnlySpan<float> x)
    {
        float greatest = MathF.ScaleB(1, -100);
        bool isFinite = true;
        foreach (float number in x)
        {
            greatest = Math.Max(greatest, Math.Abs(number));
            isFinite &= float.IsFinite(number);
        }

        int[] numbers = new int[x.Length];
        for (int i = 0; isFinite && i < x.Length; i++)
        {
            numbers[i] = (int)MathF.Round(x[i] * (127 / greatest), MidpointRounding.ToEven);
        }

        return (numbers, isFinite ? greatest / 127 : float.NaN);
    }

    /// <param name="x">[rows, inputs]; a scale for each block of a row</param>
    /// <param name="weight">[outputs, inputs]; a scale for each output</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of the result.</param>
    /// <returns>x W^T, [rows, outputs]</returns>
    public static float[] Linear(float[] x, float[] weight, int inputs, int outputs)
    {
        int rows = x.Length / inputs;
        int step = Block.DepthStep(inputs);
        float[] y = new float[rows * outputs];
        (int[] Numbers, float Scale)[] columns = [.. Enumerable.Range(0, outputs).Select(output => Quantize(weight.AsSpan(output * inputs, inputs)))];
        for (int row = 0; row < rows; row++)
        {
            for (int first = 0; first < inputs; first += step)
            {
                int count = Math.Min(step, inputs - first);
                (int[] numbers, float scale) = Quantize(x.AsSpan((row * inputs) + first, count));
                for (int output = 0; output < outputs; output++)
                {
                    int sum = 0;
                    for (int k = 0; k < count; k++)
                    {
                        sum += numbers[k] * columns[output].Numbers[first + k];
                    }

                    int at = (row * outputs) + output;
                    y[at] = FusedMultiplyAdd.Of(sum, scale * columns[output].Scale, y[at]);
                }
            }
        }

        return y;
    }
}
