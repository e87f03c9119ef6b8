namespace Easel.Checkpoints;

/// <summary>What reading a file may allocate: a small multiple of its size, so that no file can ask for more memory than it is worth.</summary>
internal sealed class AllocationBudget(SourceFile file)
{
    private const long Floor = 1 << 20;
    private const long Ceiling = 1 << 30;
    private const int TimesTheFile = 4;

    private long _left = Math.Min(Ceiling, (file.Length * TimesTheFile) + Floor);

    /// <summary>To be called before so many bytes are allocated.</summary>
    /// <exception cref="CheckpointException">The file asks for too much.</exception>
    public void Charge(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw file.Refuse("reading it would take many times its own size in memory, which no real checkpoint does. The file is damaged or made to do harm.");
        }
    }
}
