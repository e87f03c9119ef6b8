using System.Runtime.InteropServices;

namespace Easel.Tensors.Memory;

/// <summary>Large stretches of memory outside the managed heap, on huge pages where the system offers them.</summary>
internal static unsafe partial class NativePages
{
    private const nint HugePage = 2 << 20;

    // A cache line, and the widest vector.
    private const nint SmallAlignment = 64;

    // <sys/mman.h> of Linux
    private const int AdviseHugePage = 14;
    private const int AdviseWillNeed = 3;
    private const int AdviseDontNeed = 4;

    /// <summary>Bytes of any content, aligned to a huge page, or, where they are few, to a cache line.</summary>
    public static nint Allocate(nint bytes)
    {
        if (bytes < HugePage)
        {
            // On a huge page of its own a norm's few kilobytes would hold two megabytes.
            return (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)SmallAlignment);
        }

        void* address = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)HugePage);
        if (OperatingSystem.IsLinux())
        {
            // Advice only: with 4 KiB pages everything still works, with more misses of the address cache.
            _ = Advise((nint)address, bytes, AdviseHugePage);
        }

        return (nint)address;
    }

    public static void Free(nint address, nint bytes)
    {
        _ = bytes;
        NativeMemory.AlignedFree((void*)address);
    }

    /// <summary>Tells the system that these pages of a mapped file are not wanted for now; they are read again if touched.</summary>
    public static void LetGo(nint address, nint bytes)
    {
        nint page = Environment.SystemPageSize;
        nint start = (address + page - 1) / page * page;
        nint end = (address + bytes) / page * page;
        if (end > start && OperatingSystem.IsLinux())
        {
            _ = Advise(start, end - start, AdviseDontNeed);
        }
    }

    /// <summary>Tells the system that these pages of a mapped file are best read and mapped in huge ones.</summary>
    /// <param name="address">Where a page begins.</param>
    /// <param name="bytes">How many.</param>
    public static void PreferHuge(nint address, nint bytes)
    {
        if (bytes >= HugePage && OperatingSystem.IsLinux())
        {
            _ = Advise(address, bytes, AdviseHugePage);
        }
    }

    /// <summary>Tells the system that these pages of a mapped file will be read soon: it fetches them.</summary>
    /// <param name="address">Where a page begins.</param>
    /// <param name="bytes">How many.</param>
    public static void WantSoon(nint address, nint bytes)
    {
        if (bytes > 0 && OperatingSystem.IsLinux())
        {
            _ = Advise(address, bytes, AdviseWillNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
