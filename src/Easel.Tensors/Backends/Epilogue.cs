namespace Easel.Tensors.Backends;

/// <summary>What a matrix product or convolution does to its sums before it stores them: y = activation(sum + bias + shift) + residual.</summary>
/// <param name="Shift">[batch, outputs], added to every pixel or token of its sample.</param>
/// <param name="Activation">The formula applied.</param>
/// <param name="Residual">Of the output's shape, added last.</param>
public readonly record struct Epilogue(Tensor? Shift = null, Activation Activation = Activation.None, Tensor? Residual = null);
