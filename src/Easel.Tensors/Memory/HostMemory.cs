using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Easel.Tensors.Memory;

/// <summary>Bytes of the host that a checkpoint's tensors look into: a mapped file, or an array.</summary>
public abstract unsafe class HostMemory : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    internal abstract byte* Pointer { get; }

    /// <summary>A window of at most 2 GB.</summary>
    public ReadOnlySpan<byte> Span(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(Pointer + offset, count);
    }

    /// <summary>Tells the system that these bytes are not wanted for now. They stay readable.</summary>
    public virtual void LetGo(long offset, long count)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Unmaps or unpins.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A file as memory, read-only. Pages come in when touched.</summary>
public sealed unsafe class MappedFile : HostMemory
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _pointer;

    private MappedFile(SafeFileHandle handle, long length)
    {
        Length = length;
        if (length > 0)
        {
            _file = MemoryMappedFile.CreateFromFile(handle, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
            _pointer += _view.PointerOffset;
            NativePages.PreferHuge((nint)_pointer, (nint)length);
        }
        else
        {
            handle.Dispose();
        }
    }

    /// <inheritdoc/>
    public override long Length { get; }

    internal override byte* Pointer => _pointer is not null || Length == 0 ? _pointer : throw new ObjectDisposedException(nameof(MappedFile));

    /// <summary>Maps a whole file. Symbolic links are followed.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static MappedFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        return new MappedFile(handle, RandomAccess.GetLength(handle));
    }

    /// <inheritdoc/>
    public override void LetGo(long offset, long count) => NativePages.LetGo((nint)(_pointer + offset), (nint)count);

    /// <summary>Tells the system that all of it will be read soon.</summary>
    public void WantSoon() => NativePages.WantSoon((nint)_pointer, (nint)Length);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _pointer is not null)
        {
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
            _pointer = null;
        }

        base.Dispose(disposing);
    }
}

/// <summary>An array as memory.</summary>
public sealed unsafe class ArrayMemory : HostMemory
{
    private GCHandle _pin;

    /// <summary>Pins an array until this is disposed.</summary>
    public ArrayMemory(byte[] bytes)
    {
        _pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        Length = bytes.Length;
    }

    /// <summary>Unpins.</summary>
    ~ArrayMemory() => Dispose(disposing: false);

    /// <inheritdoc/>
    public override long Length { get; }

    internal override byte* Pointer => (byte*)_pin.AddrOfPinnedObject();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_pin.IsAllocated)
        {
            _pin.Free();
        }

        base.Dispose(disposing);
    }
}
