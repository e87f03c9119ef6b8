using System.Globalization;

namespace Easel.Diffusion.Pipelines;

/// <summary>Memory that this process can still have.</summary>
/// <param name="Bytes">How much, without pressing other programs.</param>
/// <param name="Limit">What limits it, as part of a sentence.</param>
/// <param name="AddressSpace">Bytes of addresses that are left of a limit to them (<c>ulimit -v</c>), mapped files included; none if there is no limit.</param>
public sealed record AvailableMemory(long Bytes, string Limit, long? AddressSpace = null)
{
    /// <summary>Asks the system.</summary>
    public static AvailableMemory Find() => OperatingSystem.IsLinux() && Of("/") is AvailableMemory found
        ? found
        : new AvailableMemory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "this machine's memory");

    /// <summary>What the files of a Linux system say; none if they do not.</summary>
    /// <param name="root">The root of its file system.</param>
    internal static AvailableMemory? Of(string root)
    {
        string[] memory = [.. SystemFile.Lines(Path.Combine(root, "proc/meminfo"))];
        if (Kibibytes(memory, "MemAvailable:") is not long free)
        {
            return null;
        }

        long swap = Kibibytes(memory, "SwapFree:") ?? 0;
        (long bytes, string name) = new ControlGroups(root).Limits(swap).Prepend((free + swap, "this machine's free memory")).MinBy(limit => limit.Item1);
        return new AvailableMemory(Math.Max(0, bytes), name, AddressSpaceLeft(root));
    }

    private static long? AddressSpaceLeft(string root)
    {
        string? line = SystemFile.Lines(Path.Combine(root, "proc/self/limits")).FirstOrDefault(line => line.StartsWith("Max address space", StringComparison.Ordinal));
        string? soft = line?["Max address space".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            ? Math.Max(0, limit - (Kibibytes(SystemFile.Lines(Path.Combine(root, "proc/self/status")), "VmSize:") ?? 0))
            : null;
    }

    private static long? Kibibytes(IEnumerable<string> lines, string name)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.TryParse(line?[name.Length..].Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes << 10 : null;
    }
}
