using System.Globalization;

namespace Easel.Benchmarks.Server;

/// <summary>A server that paints, and what it does under load. Clients and server share the machine.</summary>
internal static class ServerBenchmark
{
    /// <summary>Measures.</summary>
    /// <returns>the exit code: 1 if the server ended meanwhile</returns>
    public static async Task<int> RunAsync(ServerBenchOptions options)
    {
        Say($"{Machine.Describe(Environment.ProcessorCount)}");
        if (options.Jobs == 0)
        {
            // What is measured is the server's beginning, not that of the clients' own program.
            using PracticeServer practice = new();
            await ClientsBenchmark.PractiseAsync(practice.Address).ConfigureAwait(false);
        }

        Say($"load average {Load()} before");
        using var server = MeasuredServer.Start(options.Program);
        using HttpClient client = ClientTo(server.Address);
        try
        {
            await (options.Jobs > 0 ? JobsBenchmark.RunAsync(server, client, options) : ClientsBenchmark.RunAsync(server, client, options)).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            await Console.Error.WriteLineAsync($"The server at {server.Address} does not answer any more: {error.Message}").ConfigureAwait(false);
            return 1;
        }

        Say($"load average {Load()} after");
        return 0;
    }

    /// <summary>What asks a server, over as many connections as it likes.</summary>
    public static HttpClient ClientTo(Uri address)
        => new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000, ConnectTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Writes a line.</summary>
    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
