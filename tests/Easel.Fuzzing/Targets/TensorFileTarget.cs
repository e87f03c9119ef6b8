using Easel.Checkpoints;
using Easel.Fuzzing.Engine;
using Easel.Tensors.Memory;

namespace Easel.Fuzzing.Targets;

/// <summary>A file of tensors: it is opened, and all that it holds is read.</summary>
internal abstract class TensorFileTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override IReadOnlyList<Type> Refusals => [typeof(CheckpointException)];

    // A checkpoint's budget has a floor of 1 MiB and four times the file (AllocationBudget), and tensors that repeat elements count in it; errors and tables come on top.
    /// <inheritdoc/>
    public override long AllocationFloor => 2 << 20;

    /// <summary>Reads a file's bytes as a checkpoint.</summary>
    protected static void ReadTensors(byte[] file)
    {
        using ArrayMemory memory = new(file);
        foreach (HostTensor tensor in FileContent.Read(new SourceFile("model.ckpt", memory)).Tensors.Values)
        {
            Promise(tensor.ToArray().LongLength == tensor.Shape.Count, "a tensor has as many elements as its shape says");
        }
    }
}
