using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Digests;

internal static class ElementwiseCases
{
    // Three pieces, the last one not a whole number of registers.
    private static readonly Shape s_shape = [3, 23, 1021];

    public static IEnumerable<(string Name, Func<Device, Tensor> Run)> All()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            yield return ($"activate-{activation}", device => device.Activate(Inputs.Tensor(device, s_shape, 1), activation));
        }

        yield return ("combine", device => device.Combine(0.3f, Inputs.Tensor(device, s_shape, 2), -1.7f, Inputs.Tensor(device, s_shape, 3)));
        yield return ("guide", device => device.Guide(Inputs.Tensor(device, [4, 17, 1021], 4), 7.5f));
        yield return ("is-finite", device => device.Upload([device.IsFinite(Inputs.Tensor(device, s_shape, 5)) ? 1f : 0f], [1]));
        yield return ("convert-float16", device => Widened(device, ElementType.Float16, 1 << 16));
        yield return ("convert-float16-odd", device => Widened(device, ElementType.Float16, (1 << 15) - 1));
        yield return ("convert-bfloat16", device => Widened(device, ElementType.BFloat16, 1 << 16));
        yield return ("convert-bfloat16-odd", device => Widened(device, ElementType.BFloat16, (1 << 15) - 1));
    }

    /// <summary>Finite 16-bit floats, the last ones too few for a register.</summary>
    private static Tensor Widened(Device device, ElementType type, int count)
    {
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < count; i++)
        {
            int bits = type == ElementType.Float16 && (i & 0x7C00) == 0x7C00 ? 0 : (i & 0x7F80) == 0x7F80 ? i & 0x80 : i;
            bytes[2 * i] = (byte)bits;
            bytes[(2 * i) + 1] = (byte)(bits >> 8);
        }

        return device.Upload(new HostTensor("all", new ArrayMemory(bytes), 0, [count], type).ToArray(), [count]);
    }
}
