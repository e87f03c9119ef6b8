using System.Runtime.InteropServices;

namespace Easel.Tensors.Assembler;

/// <summary>Memory that holds instructions. It is written first and made executable then, never both at once, and lives as long as the process.</summary>
internal static unsafe partial class ExecutableMemory
{
    private const nint Page = 4096;

    /// <summary>Takes instructions in.</summary>
    /// <param name="code">They must not depend on where they lie.</param>
    /// <returns>The address of the first, or 0 where the system forbids new instructions.</returns>
    public static nint Hold(ReadOnlySpan<byte> code)
    {
        nint bytes = (code.Length + Page - 1) / Page * Page;
        return OperatingSystem.IsWindows() ? Windows.Hold(code, bytes) : Unix.Hold(code, bytes);
    }

    /// <summary>sys/mman.h</summary>
    private static partial class Unix
    {
        private const int ReadWrite = 3;
        private const int ReadExecute = 5;

        // MAP_PRIVATE and MAP_ANONYMOUS; the latter differs on macOS.
        private static readonly int s_ownMemory = OperatingSystem.IsMacOS() ? 0x1002 : 0x22;

        public static nint Hold(ReadOnlySpan<byte> code, nint bytes)
        {
            nint address = Map(0, bytes, ReadWrite, s_ownMemory, file: -1, offset: 0);
            if (address == -1)
            {
                return 0;
            }

            code.CopyTo(new Span<byte>((void*)address, code.Length));
            if (Protect(address, bytes, ReadExecute) == 0)
            {
                return address;
            }

            _ = Unmap(address, bytes);
            return 0;
        }

        [LibraryImport("libc", EntryPoint = "mmap")]
        private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect")]
        private static partial int Protect(nint address, nint length, int protection);

        [LibraryImport("libc", EntryPoint = "munmap")]
        private static partial int Unmap(nint address, nint length);
    }

    /// <summary>memoryapi.h</summary>
    private static partial class Windows
    {
        private const int CommitAndReserve = 0x3000;
        private const int ReadWrite = 0x04;
        private const int ReadExecute = 0x20;
        private const int Release = 0x8000;

        public static nint Hold(ReadOnlySpan<byte> code, nint bytes)
        {
            nint address = Allocate(0, bytes, CommitAndReserve, ReadWrite);
            if (address == 0)
            {
                return 0;
            }

            code.CopyTo(new Span<byte>((void*)address, code.Length));
            if (Protect(address, bytes, ReadExecute, out _) != 0)
            {
                return address;
            }

            _ = Free(address, 0, Release);
            return 0;
        }

        [LibraryImport("kernel32", EntryPoint = "VirtualAlloc")]
        private static partial nint Allocate(nint address, nint size, int type, int protection);

        [LibraryImport("kernel32", EntryPoint = "VirtualProtect")]
        private static partial int Protect(nint address, nint size, int protection, out int before);

        [LibraryImport("kernel32", EntryPoint = "VirtualFree")]
        private static partial int Free(nint address, nint size, int type);
    }
}
