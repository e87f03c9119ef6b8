using Easel.Tensors.Backends;

namespace Easel.Tensors.Digests;

internal static class ProductCases
{
    /// <summary>The name of layers in int8.</summary>
    public const string Quantized = "int8";

    public static IEnumerable<(string Name, Func<Device, Tensor> Run)> All()
    {
        yield return ("linear", device => Linear(device, rows: 77, inputs: 333, outputs: 43, new Epilogue()));
        yield return ("linear-silu", device => Linear(device, rows: 2, inputs: 320, outputs: 96, new Epilogue(Activation: Activation.Silu)));
        yield return ("linear-residual", device => Linear(device, rows: 37, inputs: 64, outputs: 40, new Epilogue(Residual: Inputs.Tensor(device, [1, 37, 40], 4))));
        yield return ("linear-gated", device => Linear(device, rows: 19, inputs: 40, outputs: 56, new Epilogue(), gated: true));
        yield return ("convolution", device => Convolve(device, [2, 9, 7, 36], outputs: 20, kernel: 3, stride: 1, before: 1, new Epilogue(Inputs.Tensor(device, [2, 20], 5))));
        yield return ("convolution-filtered", device => Convolve(device, [2, 9, 30, 65], outputs: 72, kernel: 3, stride: 1, before: 1, new Epilogue(Inputs.Tensor(device, [2, 72], 5), Activation.Silu)));
        yield return ("convolution-filtered-deep", device => Convolve(device, [1, 5, 6, 330], outputs: 64, kernel: 3, stride: 1, before: 1, new Epilogue(Residual: Inputs.Tensor(device, [1, 5, 6, 64], 4))));
        yield return ("convolution-band", device => Convolve(device, [1, 9, 7, 36], outputs: 20, kernel: 3, stride: 1, before: 1, new Epilogue(), Halo.Below));
        yield return ("convolution-filtered-band", device => Convolve(device, [1, 10, 9, 65], outputs: 72, kernel: 3, stride: 1, before: 1, new Epilogue(), Halo.Above | Halo.Below));
        yield return ("convolution-half", device => Convolve(device, [1, 8, 10, 24], outputs: 17, kernel: 3, stride: 2, before: 0, new Epilogue()));
        yield return ("convolution-few", device => Convolve(device, [1, 6, 6, 4], outputs: 3, kernel: 3, stride: 1, before: 1, new Epilogue()));
        yield return ("convolution-one", device => Convolve(device, [1, 5, 6, 48], outputs: 33, kernel: 1, stride: 1, before: 0, new Epilogue()));
        yield return ("linear-int8", device => Linear(device, rows: 77, inputs: 333, outputs: 43, new Epilogue(Activation: Activation.Silu), name: Quantized));
        yield return ("linear-int8-gated", device => Linear(device, rows: 19, inputs: 970, outputs: 56, new Epilogue(), gated: true, Quantized));
        yield return ("convolution-int8", device => Convolve(device, [2, 9, 7, 36], outputs: 20, kernel: 3, stride: 2, before: 1, new Epilogue(Inputs.Tensor(device, [2, 20], 5)), name: Quantized));
        yield return ("convolution-int8-band", device => Convolve(device, [1, 9, 7, 36], outputs: 20, kernel: 3, stride: 1, before: 1, new Epilogue(), Halo.Below, Quantized));
        yield return ("attention", device => Attention(device, tokens: 50, others: 350, heads: 2, width: 40, causal: false));
        yield return ("attention-causal", device => Attention(device, tokens: 77, others: 77, heads: 3, width: 16, causal: true));
        yield return ("attention-wide", device => Attention(device, tokens: 10, others: 20, heads: 1, width: 512, causal: false));
    }

    private static Tensor Linear(Device device, int rows, int inputs, int outputs, Epilogue epilogue, bool gated = false, string name = "linear")
    {
        int columns = gated ? 2 * outputs : outputs;
        using LinearWeights weights = device.PrepareLinear(name, Inputs.Host("weight", [columns, inputs], 1), Inputs.Host("bias", [columns], 2), gated);
        return device.Linear(Inputs.Tensor(device, [1, rows, inputs], 3), weights, epilogue);
    }

    private static Tensor Convolve(Device device, Shape x, int outputs, int kernel, int stride, int before, Epilogue epilogue, Halo halo = Halo.None, string name = "convolution")
    {
        using ConvolutionWeights weights = device.PrepareConvolution(
            name, Inputs.Host("weight", [outputs, x[3], kernel, kernel], 1), Inputs.Host("bias", [outputs], 2), stride, before, padAfter: kernel / 2);
        return device.Convolve(Inputs.Tensor(device, x, 3), weights, epilogue, halo);
    }

    private static Tensor Attention(Device device, int tokens, int others, int heads, int width, bool causal)
    {
        Shape keys = [1, others, heads * width];
        return device.Attention(Inputs.Tensor(device, [1, tokens, heads * width], 1), Inputs.Tensor(device, keys, 2), Inputs.Tensor(device, keys, 3), heads, causal);
    }
}
