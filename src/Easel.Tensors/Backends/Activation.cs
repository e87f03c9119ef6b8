namespace Easel.Tensors.Backends;

/// <summary>A formula applied to every element.</summary>
public enum Activation
{
    /// <summary>x</summary>
    None,

    /// <summary>x / (1 + e^-x)</summary>
    Silu,

    /// <summary>x / 2 * (1 + erf(x / sqrt 2))</summary>
    Gelu,

    /// <summary>x / (1 + e^(-1.702 x)): the approximation of GELU that CLIP was trained with.</summary>
    QuickGelu,
}
