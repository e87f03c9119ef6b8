using Easel.Tensors.Backends;

namespace Easel.Tensors.Digests;

internal static class NormalizationCases
{
    public static IEnumerable<(string Name, Func<Device, Tensor> Run)> All()
    {
        yield return ("group-norm", device => GroupNorm(device, [2, 9, 7, 320], 32, Activation.None));
        yield return ("group-norm-silu", device => GroupNorm(device, [2, 19, 17, 96], 32, Activation.Silu));
        yield return ("group-norm-narrow", device => GroupNorm(device, [1, 41, 37, 6], 3, Activation.Silu));
        yield return ("group-norm-bands", GroupNormInBands);
        yield return ("group-norm-one-pixel", device => GroupNorm(device, [3, 1, 1, 100], 4, Activation.None));
        yield return ("layer-norm", device => LayerNorm(device, [2, 77, 768]));
        yield return ("layer-norm-odd", device => LayerNorm(device, [3, 29, 101]));
    }

    private static Tensor GroupNorm(Device device, Shape shape, int groups, Activation activation)
    {
        using NormWeights weights = Weights(device, shape[^1]);
        return device.GroupNorm(Inputs.Tensor(device, shape, 1), weights, groups, 1e-6f, activation);
    }

    /// <summary>The same as of both bands in one map.</summary>
    private static Tensor GroupNormInBands(Device device)
    {
        using NormWeights weights = Weights(device, 96);
        Tensor upper = Inputs.Tensor(device, [1, 13, 29, 96], 1);
        Tensor lower = Inputs.Tensor(device, [1, 6, 29, 96], 5);
        Tensor measured = device.MeasureGroups([upper, lower], weights, 32, 1e-6f);
        return device.Normalize([upper.Reshape([13, 29, 96]), lower.Reshape([6, 29, 96])], measured, weights, Activation.Silu);
    }

    private static Tensor LayerNorm(Device device, Shape shape)
    {
        using NormWeights weights = Weights(device, shape[^1]);
        return device.LayerNorm(Inputs.Tensor(device, shape, 2), weights, 1e-5f);
    }

    private static NormWeights Weights(Device device, int channels)
        => device.PrepareNorm("norm", Inputs.Host("scale", [channels], 3), Inputs.Host("shift", [channels], 4));
}
