using System.Diagnostics;
using Easel.Checkpoints;
using Easel.Tensors.Memory;

namespace Easel.Tests.Checkpoints;

/// <summary>Opens files from bytes in memory, and tells what went wrong.</summary>
internal static class Opening
{
    public const string FileName = "model.ckpt";

    // What reading may allocate beside four times the file: a budget's floor, and what errors and tables take.
    private const long AllocationFloor = 2 << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

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

    /// <summary>Reads a file and all its tensors, which must not take long nor many times the file's size in memory.</summary>
    /// <returns>The error's text, or none.</returns>
    public static string? Try(byte[] bytes)
    {
        using ArrayMemory memory = new(bytes);
        var clock = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? error = null;
        try
        {
            TensorFile file = FileContent.Read(new SourceFile("changed", memory));
            foreach (HostTensor tensor in file.Tensors.Values)
            {
                tensor.ToArray();
            }
        }
        catch (CheckpointException refused)
        {
            error = refused.Message;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > (4L * bytes.Length) + AllocationFloor || clock.Elapsed > s_longest)
        {
            Assert.Fail($"{allocated} bytes were allocated for {bytes.Length}, and {clock.Elapsed} passed:\n{Convert.ToBase64String(bytes)}");
        }

        return error;
    }
}
