using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Easel.Tensors.Memory;

/// <summary>What a file system says of a file that changes when its content does: enough to know it again without reading it.</summary>
public static partial class FileStamp
{
    // <linux/stat.h>, the same on every architecture.
    private const int StatxBytes = 256;
    private const uint BasicStats = 0x7ff;
    private const int CurrentFolder = -100;

    // Clocks of file systems tick every few milliseconds: two changes within one tick have the same time.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Size and time of the last write; on Linux also the time of the last change of any kind, which no program can set back, and the number of the file
    /// on its disk. Symbolic links are followed.
    /// </summary>
    /// <exception cref="IOException">The file is not there, or cannot be looked at.</exception>
    public static string Of(string path)
    {
        FileInfo file = Target(path);
        string plain = string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes, written {file.LastWriteTimeUtc:O}");
        return OperatingSystem.IsLinux() && FromKernel(path) is string more ? $"{plain}, {more}" : plain;
    }

    /// <summary>Waits, where the file was written just now, until another write would show in its stamp.</summary>
    public static async Task SettleAsync(string path, CancellationToken cancel)
    {
        TimeSpan age = DateTime.UtcNow - Target(path).LastWriteTimeUtc;
        if (age >= TimeSpan.Zero && age < s_tick)
        {
            await Task.Delay(s_tick - age, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether a path leads to a pipe, a device or a socket, which could keep a reader waiting for ever, instead of a file or folder. Where the system does not
    /// tell (it is not Linux, or nothing is there), it is said not to.
    /// </summary>
    public static unsafe bool IsSpecial(string path)
    {
        byte* status = stackalloc byte[StatxBytes];
        try
        {
            if (!OperatingSystem.IsLinux() || Statx(CurrentFolder, path, 0, BasicStats, status) != 0)
            {
                return false;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return false;
        }

        // stx_mode; S_IFMT, S_IFREG and S_IFDIR of <sys/stat.h>.
        int kind = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status, StatxBytes)[28..]) & 0xf000;
        return kind is not (0x8000 or 0x4000);
    }

    private static FileInfo Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target ? target : new FileInfo(path);

    private static unsafe string? FromKernel(string path)
    {
        byte* status = stackalloc byte[StatxBytes];
        try
        {
            if (Statx(CurrentFolder, path, 0, BasicStats, status) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }

        ReadOnlySpan<byte> bytes = new(status, StatxBytes);
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(bytes[96..]);
        uint nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes[104..]);
        uint major = BinaryPrimitives.ReadUInt32LittleEndian(bytes[136..]);
        uint minor = BinaryPrimitives.ReadUInt32LittleEndian(bytes[140..]);
        return string.Create(CultureInfo.InvariantCulture, $"changed {seconds}.{nanoseconds:D9}, file {number} of {major}:{minor}");
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
