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

        result.Dispose();
        Watch(device, what, again).Dispose();
        throw OfArithmetic(what, "guidance");
    }

    /// <summary>Does work of which every layer's result is looked at.</summary>
    /// <param name="device">Where it is computed.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="work">The work; what it returns is given back if it is not finite.</param>
    /// <exception cref="GenerationException">A layer's result is not finite.</exception>
    public static T Watch<T>(Device device, string what, Func<T> work) where T : IDisposable
    {
        string? culprit = null;
        Action<string, Tensor>? before = device.Observer;
        device.Observer = (layer, output) =>
        {
            before?.Invoke(layer, output);
            if (culprit is null && !device.IsFinite(output))
            {
                culprit = layer;
            }
        };

        T result;
        try
        {
            result = work();
        }
        finally
        {
            device.Observer = before;
        }

        if (culprit is null)
        {
            return result;
        }

        result.Dispose();
        throw new GenerationException(
            $"{what}: infinity or NaN comes out of the layer '{culprit}' (tensor '{culprit}.weight'). Nothing was painted from it. "
            + (device.Precision == Precision.Full
                ? "The checkpoint's weights are damaged, or too large for float32."
                : "Try --precision full; if that fails too, the checkpoint's weights are damaged."));
    }

    /// <summary>Returns if a step's latent is finite; the network's answer was.</summary>
    /// <param name="device">Where it was computed.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="latent">Looked at.</param>
    /// <exception cref="GenerationException">It is not finite.</exception>
    public static void RequireLatent(Device device, string what, Tensor latent)
    {
        if (!device.IsFinite(latent))
        {
            throw OfArithmetic(what, "the sampler");
        }
    }

    private static GenerationException OfArithmetic(string what, string part)
        => new($"{what}: infinity or NaN comes out of {part}, though the network's answer was finite. Nothing was painted from it. The checkpoint's weights are damaged, or the guidance scale (--scale) is too large for them.");
}
