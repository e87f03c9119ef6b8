using System.Globalization;

namespace Easel.Benchmarks.Server;

/// <summary>What a process takes of its machine, as Linux tells it (proc(5)); zeros elsewhere.</summary>
/// <param name="Resident">Bytes in memory.</param>
/// <param name="Anonymous">Those of them that are no file's.</param>
/// <param name="Threads">Threads.</param>
/// <param name="OpenFiles">Files, sockets and all else that is open.</param>
internal readonly record struct ServerMemory(long Resident, long Anonymous, int Threads, int OpenFiles)
{
    /// <summary>A process's.</summary>
    public static ServerMemory Of(int process)
    {
        string folder = $"/proc/{process}";
        if (!File.Exists($"{folder}/status"))
        {
            return default;
        }

        Dictionary<string, string> lines = File.ReadLines($"{folder}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new ServerMemory(Number("VmRSS") * 1024, Number("RssAnon") * 1024, (int)Number("Threads"), Directory.GetFileSystemEntries($"{folder}/fd").Length);

        long Number(string name) => long.Parse(lines[name].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
