using Easel.Tensors.Backends;

namespace Easel.Tensors.Digests;

internal static class CopyCases
{
    public static IEnumerable<(string Name, Func<Device, Tensor> Run)> All()
    {
        yield return ("upsample-twice", device => device.Upsample(Inputs.Tensor(device, [2, 13, 11, 37], 1), 26, 22));
        yield return ("upsample-odd", device => device.Upsample(Inputs.Tensor(device, [2, 5, 7, 129], 2), 9, 13));
        yield return ("concatenate", device => device.Concatenate(Inputs.Tensor(device, [2, 19, 17, 65], 3), Inputs.Tensor(device, [2, 19, 17, 33], 4)));
        yield return ("stack", device => device.Stack(Inputs.Tensor(device, [1, 33, 1021], 5), Inputs.Tensor(device, [2, 33, 1021], 6)));
        yield return ("embed", Embed);
    }

    private static Tensor Embed(Device device)
    {
        using TableWeights tokens = device.PrepareTable("tokens", Inputs.Host("tokens", [101, 67], 7));
        using TableWeights positions = device.PrepareTable("positions", Inputs.Host("positions", [11, 67], 8));
        int[] ids = [.. Enumerable.Range(0, 27).Select(i => i * 37 % 101)];
        return device.Embed(device.Upload(ids, [3, 9]), tokens, positions);
    }
}
