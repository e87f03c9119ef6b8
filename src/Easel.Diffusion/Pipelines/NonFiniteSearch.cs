using Easel.Tensors;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>Never a silent black picture: a result that is infinite or not a number stops the run and is traced to the layer it comes from.</summary>
internal static class NonFiniteSearch
{
    /// <summary>Returns a finite result; otherwise does the work again, layer by layer, to name the first that went wrong.</summary>
    /// <param name="device">Where it was computed.</param>
    /// <param name="what">What it is, for the message: <c>step 3 of 50</c>.</param>
    /// <param name="result">Looked at.</param>
    /// <param name="again">The work that made it.</param>
    /// <exception cref="GenerationException">It is not finite.</exception>
    public static Tensor Require(Device device, string what, Tensor result, Func<Tensor> again)
    {
        if (device.IsFinite(result))
        {
            return result;
        }

        string? culprit = null;
        Action<string, Tensor>? before = device.Observer;
        device.Observer = (layer, output) =>
        {
            if (culprit is null && !device.IsFinite(output))
            {
                culprit = layer;
            }
        };

        try
        {
            again();
        }
        finally
        {
            device.Observer = before;
        }

        string where = culprit is null ? "the arithmetic after the network" : $"the layer '{culprit}' (tensor '{culprit}.weight')";
        string advice = device.Precision == Precision.Full
            ? "The checkpoint's weights are damaged, or too large for float32."
            : "Try --precision full; if that fails too, the checkpoint's weights are damaged.";
        throw new GenerationException($"{what}: infinity or NaN comes out of {where}. Nothing was painted from it. {advice}");
    }
}
