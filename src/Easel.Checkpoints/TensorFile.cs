using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>What one file of tensors holds, under its own names.</summary>
internal sealed record TensorFile(CheckpointFormat Format, Dictionary<string, HostTensor> Tensors, long? GlobalStep = null);
