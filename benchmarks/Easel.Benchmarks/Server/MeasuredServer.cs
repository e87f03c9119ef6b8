using System.Diagnostics;

namespace Easel.Benchmarks.Server;

/// <summary><c>easel serve</c> with the model that comes with Easel, as a process of its own, in a folder that goes with it.</summary>
internal sealed class MeasuredServer : IDisposable
{
    private const string Says = "Easel is at ";

    private readonly Process _process;
    private readonly string _folder;

    private MeasuredServer(Process process, string folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; }

    /// <summary>What it takes now.</summary>
    public ServerMemory Memory => ServerMemory.Of(_process.Id);

    /// <summary>What processors have done for it so far.</summary>
    public TimeSpan Work
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of its database, and of what is not in it yet.</summary>
    public long DatabaseBytes => new DirectoryInfo(_folder).GetFiles("easel.db*").Sum(file => file.Length);

    /// <summary>Starts one.</summary>
    /// <exception cref="IOException">It does not start.</exception>
    public static MeasuredServer Start(string program)
    {
        string folder = Directory.CreateTempSubdirectory("easel-bench-").FullName;
        ProcessStartInfo start = new(program, ["serve", "--port", "0", "--data", folder]) { RedirectStandardOutput = true };
        Process process = Process.Start(start) ?? throw new IOException($"{program} cannot be started.");
        string? line = process.StandardOutput.ReadLine();
        if (line?.StartsWith(Says, StringComparison.Ordinal) == true)
        {
            return new MeasuredServer(process, folder, new Uri(line[Says.Length..]));
        }

        End(process, folder);
        throw new IOException($"{program} serve said {line ?? "nothing"}.");
    }

    /// <inheritdoc/>
    public void Dispose() => End(_process, _folder);

    private static void End(Process process, string folder)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
