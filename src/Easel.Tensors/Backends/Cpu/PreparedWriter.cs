using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;
using Microsoft.Win32.SafeHandles;

namespace Easel.Tensors.Backends.Cpu;

/// <summary>Writes files of prepared weights.</summary>
internal static unsafe class PreparedWriter
{
    // Whole huge pages, at their places: then the system keeps the file in huge pages, and maps it with them.
    private const int ChunkBytes = 8 << 20;

    /// <summary>Writes weights in order.</summary>
    /// <param name="path">The file; replaced if there is one.</param>
    /// <param name="key">What it is for.</param>
    /// <param name="weights">Names, memory, and scales.</param>
    /// <param name="cancel">Asked often.</param>
    public static void Write(string path, string key, IReadOnlyList<(string Name, WeightMemory Memory, float Scale)> weights, CancellationToken cancel)
    {
        var entries = weights.ToDictionary(weight => weight.Name, weight => new PreparedEntry(0, weight.Memory.Bytes, weight.Scale, 0), StringComparer.Ordinal);
        long offset = PreparedHeader.Write(key, entries, 0).Length;
        foreach ((string name, WeightMemory memory, float scale) in weights)
        {
            offset = (offset + PreparedHeader.Alignment - 1) / PreparedHeader.Alignment * PreparedHeader.Alignment;
            entries[name] = new PreparedEntry(offset, memory.Bytes, scale, BlockChecksum.Of((byte*)memory.Floats, memory.Bytes, cancel));
            offset += memory.Bytes;
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, offset);
        using Chunks chunks = new(file, cancel);
        byte[] header = PreparedHeader.Write(key, entries, offset);
        fixed (byte* bytes = header)
        {
            chunks.Add(bytes, header.Length);
        }

        foreach ((string name, WeightMemory memory, _) in weights)
        {
            chunks.SkipTo(entries[name].Offset);
            chunks.Add((byte*)memory.Floats, memory.Bytes);
        }

        chunks.Flush();
    }

    /// <summary>Gathers what is written until a chunk is full.</summary>
    private sealed class Chunks(SafeFileHandle file, CancellationToken cancel) : IDisposable
    {
        private readonly byte* _chunk = (byte*)NativePages.Allocate(ChunkBytes);
        private long _written;
        private int _held;

        public void Add(byte* bytes, long count)
        {
            while (count > 0)
            {
                int part = (int)Math.Min(count, ChunkBytes - _held);
                Buffer.MemoryCopy(bytes, _chunk + _held, part, part);
                _held += part;
                bytes += part;
                count -= part;
                if (_held == ChunkBytes)
                {
                    Flush();
                }
            }
        }

        public void SkipTo(long offset)
        {
            byte* zeros = stackalloc byte[PreparedHeader.Alignment];
            new Span<byte>(zeros, PreparedHeader.Alignment).Clear();
            Add(zeros, offset - _written - _held);
        }

        public void Flush()
        {
            cancel.ThrowIfCancellationRequested();
            RandomAccess.Write(file, new ReadOnlySpan<byte>(_chunk, _held), _written);
            _written += _held;
            _held = 0;
        }

        public void Dispose() => NativePages.Free((nint)_chunk, ChunkBytes);
    }
}
