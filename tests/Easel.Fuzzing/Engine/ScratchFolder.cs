namespace Easel.Fuzzing.Engine;

/// <summary>A folder for readers that want files, in memory where the system has such a place; deleted when the process ends.</summary>
internal sealed class ScratchFolder
{
    private readonly Lazy<string> _path;

    /// <param name="name">what it is for</param>
    public ScratchFolder(string name)
    {
        _path = new(() => Make(name));
    }

    /// <summary>The folder; made when first asked for.</summary>
    public string Path => _path.Value;

    private static string Make(string name)
    {
        string root = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        string path = System.IO.Path.Combine(root, $"easel-fuzzing-{Environment.ProcessId}-{name}");
        Directory.CreateDirectory(path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        return path;
    }
}
