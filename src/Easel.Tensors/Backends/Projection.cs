using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends;

/// <summary>A matrix as a checkpoint has it, one of several that are to be prepared together.</summary>
/// <param name="Name">The place in the checkpoint.</param>
/// <param name="Weight">[outputs, inputs]</param>
/// <param name="Bias">[outputs], or none.</param>
public readonly record struct Projection(string Name, HostTensor Weight, HostTensor? Bias);
