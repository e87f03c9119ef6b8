using System.Diagnostics;
using System.Text;

namespace Easel.Server.Tests.Serve;

/// <summary><c>easel serve</c> as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    public int Id => _process.Id;

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it says where it is.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, params IEnumerable<string> words)
    {
        ServerProcess server = Begin(folder, ["--port", "0", .. words]);
        string line = await server.ReadLineAsync() ?? throw new InvalidOperationException($"easel serve ended: {server.Errors}");
        Assert.StartsWith("Easel is at http://", line, StringComparison.Ordinal);
        server.Address = new Uri(line["Easel is at ".Length..]);
        return server;
    }

    /// <summary>Starts it.</summary>
    public static ServerProcess Begin(string folder, IEnumerable<string> words)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "easel.dll"), "serve", .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EASEL_CACHE"] = Path.Combine(folder, "cache");
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>The next line that it says.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().PatientlyAsync();

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>the exit code, and how long the end took</returns>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])!)
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return (await ExitAsync(), Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).PatientlyAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
