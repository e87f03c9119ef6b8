using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Easel.Benchmarks.Server;

/// <summary>Many clients of a server that paints: errors, times, memory. Clients and server share the machine.</summary>
internal static class ServerBenchmark
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(ServerBenchOptions options)
    {
        using var server = MeasuredServer.Start(options.Program);
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000, ConnectTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        Say($"load average {Load()} before");
        if (options.Jobs > 0)
        {
            await RunJobsAsync(server, client, options).ConfigureAwait(false);
        }
        else
        {
            await RunClientsAsync(server, client, options).ConfigureAwait(false);
        }

        Say($"load average {Load()} after");
    }

    private static async Task RunClientsAsync(MeasuredServer server, HttpClient client, ServerBenchOptions options)
    {
        Tally tally = new();
        using CancellationTokenSource end = new(s_warmUp + TimeSpan.FromSeconds(options.Seconds));
        Task[] clients = [.. Enumerable.Range(0, options.Clients).Select(i => (i % 3) switch
        {
            0 => SubmitAsync(client, i, options, tally, end.Token),
            1 => PollAsync(client, tally, end.Token),
            _ => FollowAsync(client, tally, end.Token),
        })];
        long most = 0;
        await Task.Delay(s_warmUp).ConfigureAwait(false);

        // The first calls are those of a program that is being compiled.
        Say($"in the first {s_warmUp.TotalSeconds} s: status call {Percentiles(tally.Polled)}; submitting {Percentiles(tally.Submits)}");
        tally.Polled.Clear();
        tally.Submits.Clear();
        while (!end.IsCancellationRequested)
        {
            most = Math.Max(most, server.Memory);
            await Task.Delay(1_000).ConfigureAwait(false);
        }

        await Task.WhenAll(clients).ConfigureAwait(false);
        JsonNode status = (await client.GetFromJsonAsync<JsonNode>("api/v1/status").ConfigureAwait(false))!;
        Say($"{options.Clients} clients, {options.Seconds} s: {tally.Submitted} jobs submitted, {tally.Full} times 429, {tally.Polled.Count} status calls, {tally.Events} events read");
        Say($"queue at the end: {status["queue"]!.ToJsonString()}");
        Say($"errors: {tally.Errors.Count}{(tally.Errors.IsEmpty ? "" : $", such as {tally.Errors.First()}")}");
        Say($"status call while painting: {Percentiles(tally.Polled)}");
        Say($"submitting: {Percentiles(tally.Submits)}");
        Say($"memory at most {most / 1e6:F0} MB");
    }

    private static async Task SubmitAsync(HttpClient client, int number, ServerBenchOptions options, Tally tally, CancellationToken end)
    {
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await TryAsync(tally, async () =>
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync("api/v1/jobs", new { prompt = $"a red circle, {number}", seed = i, steps = options.Steps }, end).ConfigureAwait(false);
                tally.Submits.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                switch (response.StatusCode)
                {
                    case HttpStatusCode.Created:
                        Interlocked.Increment(ref tally.Submitted);
                        break;
                    case HttpStatusCode.TooManyRequests:
                        Interlocked.Increment(ref tally.Full);
                        break;
                    default:
                        tally.Errors.Add($"POST jobs: {(int)response.StatusCode}");
                        break;
                }
            }, end).ConfigureAwait(false);
            await Task.Delay(4 * s_pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PollAsync(HttpClient client, Tally tally, CancellationToken end)
    {
        // Not all at once.
        await Task.Delay(Random.Shared.Next((int)s_pause.TotalMilliseconds), CancellationToken.None).ConfigureAwait(false);
        while (!end.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            await TryAsync(tally, async () =>
            {
                using HttpResponseMessage response = await client.GetAsync("api/v1/status", end).ConfigureAwait(false);
                tally.Polled.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (!response.IsSuccessStatusCode)
                {
                    tally.Errors.Add($"GET status: {(int)response.StatusCode}");
                }
            }, end).ConfigureAwait(false);
            await Task.Delay(s_pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task FollowAsync(HttpClient client, Tally tally, CancellationToken end) => TryAsync(tally, async () =>
    {
        using StreamReader reader = new(await client.GetStreamAsync("api/v1/events", end).ConfigureAwait(false));
        while (await reader.ReadLineAsync(end).ConfigureAwait(false) is string line)
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref tally.Events);
            }
        }
    }, end);

    private static async Task RunJobsAsync(MeasuredServer server, HttpClient client, ServerBenchOptions options)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int submitted = 0, said = 0; ;)
        {
            JsonNode queue = (await client.GetFromJsonAsync<JsonNode>("api/v1/status").ConfigureAwait(false))!["queue"]!;
            int waiting = (int)queue["jobs"]!;
            for (; submitted < options.Jobs && waiting < 200; submitted++, waiting++)
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync("api/v1/jobs", new { prompt = $"a red circle, {submitted}", seed = submitted, steps = options.Steps }).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
            }

            int done = submitted - waiting;
            if (done >= said || waiting == 0)
            {
                Say($"{done,6} jobs done after {Stopwatch.GetElapsedTime(begun).TotalSeconds,6:F0} s: {server.Memory / 1e6:F0} MB");
                said = done + Math.Max(1, options.Jobs / 20);
            }

            if (waiting == 0 && submitted == options.Jobs)
            {
                return;
            }

            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(Tally tally, Func<Task> work, CancellationToken end)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It is over.
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            if (!end.IsCancellationRequested)
            {
                tally.Errors.Add(error.Message);
            }
        }
    }

    private static string Percentiles(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, most {sorted[^1]:F1} ms");

        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What clients saw.</summary>
    private sealed class Tally
    {
        public int Submitted;
        public int Full;
        public int Events;

        public ConcurrentBag<double> Polled { get; } = [];

        public ConcurrentBag<double> Submits { get; } = [];

        public ConcurrentBag<string> Errors { get; } = [];
    }
}
