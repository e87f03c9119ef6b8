namespace Easel.Tensors;

/// <summary>What a device may round to make a run smaller or faster.</summary>
public enum Precision
{
    /// <summary>Everything in float32; the same request gives the same bytes on every machine.</summary>
    Full,

    /// <summary>Weights of matrix products and convolutions in half precision; activations and sums in float32.</summary>
    Autocast,
}
