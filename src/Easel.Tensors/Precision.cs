namespace Easel.Tensors;

/// <summary>What a device may round to make a run smaller or faster.</summary>
public enum Precision
{
    /// <summary>Everything in float32; the same request gives the same bytes on every machine.</summary>
    Full,

    /// <summary>
    /// Weights in half precision, and products in it too where the processor multiplies it faster; activations between operations in float32. The same request gives
    /// the same bytes on machines with the same instructions for half precision.
    /// </summary>
    Autocast,
}
