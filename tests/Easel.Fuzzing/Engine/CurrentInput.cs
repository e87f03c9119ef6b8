using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Easel.Fuzzing.Engine;

/// <summary>The input that is being read, in a mapped file: it is still there when the process is not.</summary>
internal sealed unsafe class CurrentInput : IDisposable
{
    private const int Header = sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _capacity;

    /// <param name="path">The file; made anew.</param>
    /// <param name="capacity">Bytes of the longest input.</param>
    public CurrentInput(string path, int capacity)
    {
        _capacity = Header + capacity;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, _capacity);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>To be called before an input is read.</summary>
    public void Set(byte[] input)
    {
        Span<byte> place = new(_start, _capacity);
        BinaryPrimitives.WriteInt32LittleEndian(place, input.Length);
        input.CopyTo(place[Header..]);
    }

    /// <summary>What the file of a process that has ended holds.</summary>
    public static byte[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return bytes.AsSpan(Header, BinaryPrimitives.ReadInt32LittleEndian(bytes)).ToArray();
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
