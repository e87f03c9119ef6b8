using System.Globalization;
using System.Runtime.InteropServices;

namespace Easel.Cli.Doctor;

/// <summary>What only the system knows.</summary>
internal static class SystemFacts
{
    private const string Processors = "/proc/cpuinfo";
    private const string Memory = "/proc/meminfo";

    /// <summary>The processor's name, as far as the system tells.</summary>
    public static string ProcessorName()
        => Value(Processors, "model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Bytes that programs can still have; none where the system does not say.</summary>
    public static long? FreeMemory()
        => Value(Memory, "MemAvailable")?.Split(' ')[0] is string number && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes << 10 : null;

    /// <summary>The value of a line <c>name : value</c>.</summary>
    private static string? Value(string file, string name)
    {
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2) is [_, string value] ? value.Trim() : null;
    }
}
