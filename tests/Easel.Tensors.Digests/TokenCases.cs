using Easel.Tensors.Backends;

namespace Easel.Tensors.Digests;

internal static class TokenCases
{
    public static IEnumerable<(string Name, Func<Device, Tensor> Run)> All()
    {
        yield return ("tokens", device => MergeAndSpread(device, height: 16, width: 16, channels: 40, count: 128));
        yield return ("tokens-odd", device => MergeAndSpread(device, height: 9, width: 7, channels: 37, count: 30));
    }

    private static Tensor MergeAndSpread(Device device, int height, int width, int channels, int count)
    {
        Tensor x = Inputs.Tensor(device, [2, height * width, channels], 1);
        Tensor rows = device.MatchTokens(x, width, count);
        return device.SpreadTokens(device.MergeTokens(x, rows, count), rows, Inputs.Tensor(device, x.Shape, 2));
    }
}
