using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Easel.Tensors.Threading;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>
/// Prepared weights of an earlier run in a file, exactly as the kernels read them. They are used where they lie in the mapped file: nothing is copied,
/// processes share them, and the system may drop them when memory is short. Each is held against its checksum before it is used.
/// </summary>
public sealed unsafe class PreparedFile : IDisposable
{
    private readonly MappedFile _file;
    private readonly Dictionary<string, PreparedEntry> _entries;

    private PreparedFile(MappedFile file, Dictionary<string, PreparedEntry> entries)
    {
        _file = file;
        _entries = entries;
    }

    /// <summary>The first damaged weight that was met; none so far if null. It was prepared from the checkpoint instead.</summary>
    public string? Damaged { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What it must be for: checkpoint, precision, and <see cref="CpuDevice.PreparedForm"/>.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut off, of another kind, or for something else; the message says which, as the end of a sentence.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PreparedFile Open(string path, string key)
    {
        var file = MappedFile.Open(path);
        try
        {
            Dictionary<string, PreparedEntry> entries = PreparedHeader.Read(count => file.Span(0, count), file.Length, key);
            file.WantSoon();
            return new PreparedFile(file, entries);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A weight, if it is there and undamaged.</summary>
    internal (nint Address, long Bytes, float Scale)? Find(WorkerTeam team, string name)
    {
        if (!_entries.TryGetValue(name, out PreparedEntry entry))
        {
            return null;
        }

        byte* address = _file.Pointer + entry.Offset;
        if (BlockChecksum.Of(team, address, entry.Bytes) != entry.Checksum)
        {
            Damaged ??= name;
            return null;
        }

        return ((nint)address, entry.Bytes, entry.Scale);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
