using System.Runtime.InteropServices;

namespace Easel.Tensors.Tests.Memory;

/// <summary>Bytes behind which, on Linux, a page begins that cannot be touched: whoever reads or writes one byte too many ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const nint Page = 4096;

    // <sys/mman.h>
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly nint _start;
    private readonly nint _whole;

    public GuardedMemory(nint bytes)
    {
        _whole = (bytes + Page - 1) / Page * Page;
        if (OperatingSystem.IsLinux())
        {
            _start = Map(0, _whole + Page, ReadWrite, PrivateAnonymous, file: -1, offset: 0);
            Assert.NotEqual(-1, _start);
            Assert.Equal(0, Protect(_start + _whole, Page, None));
        }
        else
        {
            _start = (nint)NativeMemory.Alloc((nuint)_whole);
        }

        // All ones are no number in any of the forms, so that what is read though it was never written shows.
        new Span<byte>((void*)_start, (int)_whole).Fill(0xFF);
        Address = (byte*)(_start + _whole - bytes);
    }

    public byte* Address { get; }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap(_start, _whole + Page);
        }
        else
        {
            NativeMemory.Free((void*)_start);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
