using System.Globalization;

namespace Easel.Diffusion.Pipelines;

/// <summary>Limits of memory that Linux sets to groups of processes, such as containers: man 7 cgroups, the kernel's cgroup-v1/memory.rst and cgroup-v2.rst.</summary>
/// <param name="root">The root of the file system.</param>
internal sealed class ControlGroups(string root)
{
    /// <summary>For each limit of this process's groups: what it still lets them have, and its name. Files that are cached count as free: they give way.</summary>
    /// <param name="swap">Bytes free to be swapped to.</param>
    public IEnumerable<(long Available, string Name)> Limits(long swap)
    {
        foreach (string line in SystemFile.Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            if (line.Split(':', 3) is not [_, string controllers, string path])
            {
                continue;
            }

            bool isFirst = controllers.Split(',').Contains("memory");
            string[] mounts = isFirst ? ["sys/fs/cgroup/memory"] : controllers.Length == 0 ? ["sys/fs/cgroup", "sys/fs/cgroup/unified"] : [];
            foreach (string mount in mounts)
            {
                // In a namespace of its own, a process sees paths of which nothing is mounted but the root.
                for (string? group = path; group is not null; group = group == "/" ? null : Path.GetDirectoryName(group))
                {
                    string folder = Path.Combine(root, mount, group.TrimStart('/'));
                    long? available = isFirst ? First(folder) + swap : Second(folder, swap);
                    if (available is long bytes)
                    {
                        yield return (bytes, $"the memory limit of its control group {group}");
                    }
                }
            }
        }
    }

    private static long? First(string folder)
        => Number(folder, "memory.limit_in_bytes") is long limit && limit < long.MaxValue / 2 && Number(folder, "memory.usage_in_bytes") is long usage
            ? limit - usage + Cached(folder, "total_active_file", "total_inactive_file")
            : null;

    private static long? Second(string folder, long swap)
        => Number(folder, "memory.max") is long limit && Number(folder, "memory.current") is long usage
            ? limit - usage + Cached(folder, "active_file", "inactive_file") + Math.Min(swap, Number(folder, "memory.swap.max") ?? swap)
            : null;

    private static long Cached(string folder, params string[] names)
        => SystemFile.Lines(Path.Combine(folder, "memory.stat")).Select(line => line.Split(' '))
            .Sum(pair => pair is [string name, string text] && names.Contains(name) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0);

    /// <summary>A number in a file; none if there is no file, or the word <c>max</c> in it.</summary>
    private static long? Number(string folder, string name)
        => long.TryParse(SystemFile.Lines(Path.Combine(folder, name)).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}
