using Easel.Checkpoints;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

/// <summary>Opens files from bytes in memory, and tells what went wrong.</summary>
internal static class Opening
{
    public const string FileName = "model.ckpt";

    /// <summary>Reads a file of tensors from memory.</summary>
    public static TensorFile Read(byte[] bytes) => FileContent.Read(new SourceFile(FileName, new ArrayMemory(bytes)));

    /// <summary>The error that reading bytes must give.</summary>
    public static string ErrorOf(byte[] bytes) => Assert.Throws<CheckpointException>(() => Read(bytes)).Message;

    /// <summary>The error that opening a path must give.</summary>
    public static string ErrorOf(string path)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
