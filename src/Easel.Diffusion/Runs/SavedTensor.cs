using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Runs;

/// <summary>A tensor's numbers away from its device.</summary>
/// <param name="Shape">its extents</param>
/// <param name="Values">as many, in the tensor's own order</param>
public sealed record SavedTensor(Shape Shape, float[] Values)
{
    /// <summary>Copies a tensor; waits for its device.</summary>
    public static SavedTensor Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);

        float[] values = new float[tensor.Shape.Count];
        tensor.Device.Download(tensor, values);
        return new SavedTensor(tensor.Shape, values);
    }

    /// <summary>A tensor of these numbers.</summary>
    public Tensor Upload(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);

        return device.Upload(Values, Shape);
    }
}
