using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Easel.Benchmarks.Server.ServerBenchmark;

namespace Easel.Benchmarks.Server;

/// <summary>Many clients at once from the moment that a server says where it is: a third submits, a third asks for the status, a third follows events.</summary>
internal static class ClientsBenchmark
{
    /// <summary>Seconds in which a server may still be compiled: told of with the rest, and what is behind them also alone.</summary>
    private const int Beginning = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static ReadOnlySpan<byte> EventLine => "event:"u8;

    /// <summary>Has clients do all that they will do, for a moment.</summary>
    public static async Task PractiseAsync(Uri address)
    {
        using HttpClient client = ClientTo(address);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(2));
        await Task.WhenAll(Start(client, new ServerBenchOptions { Clients = 60 }, new Tally(), end.Token)).ConfigureAwait(false);
    }

    /// <summary>Measures.</summary>
    public static async Task RunAsync(MeasuredServer server, HttpClient client, ServerBenchOptions options)
    {
        Tally tally = new();
        ServerMemory before = server.Memory;
        TimeSpan[] work = [server.Work, default, default];
        long begun = Stopwatch.GetTimestamp();
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(options.Seconds));
        List<Task> clients = Start(client, options, tally, end.Token);
        long most = 0;
        while (!end.IsCancellationRequested)
        {
            most = Math.Max(most, server.Memory.Resident);
            work[1] = Stopwatch.GetElapsedTime(begun).TotalSeconds <= Beginning ? server.Work : work[1];
            await Task.Delay(500).ConfigureAwait(false);
        }

        await Task.WhenAll(clients).ConfigureAwait(false);
        ServerMemory after = server.Memory;
        work[2] = server.Work;
        int painted = (await client.GetFromJsonAsync<JsonNode>("api/v1/jobs?state=done&take=2000").ConfigureAwait(false))!.AsArray().Count;
        Say($"{options.Clients} clients, {options.Seconds} s: {tally.Submitted} jobs submitted, {tally.Full} times 429, {tally.Events} events read, {painted} pictures ({(double)painted / options.Seconds:F2} a second)");
        Say($"errors: {tally.Errors.Count}{(tally.Errors.IsEmpty ? "" : $", such as {tally.Errors.First()}")}");
        foreach ((string what, Latencies calls) in (ReadOnlySpan<(string, Latencies)>)[("status call", tally.Polls), ("submitting", tally.Submits)])
        {
            Say($"{what}, from the start:       {calls.Between(0, double.MaxValue)}");
            Say($"{what}, the first {Beginning} seconds:  {calls.Between(0, Beginning)}");
            Say($"{what}, behind {Beginning} seconds:     {calls.Between(Beginning, double.MaxValue)}");
        }

        Say($"processors' work for the server: {work[0].TotalSeconds:F1} s until it was there, {(work[1] - work[0]).TotalSeconds:F1} s in the first {Beginning} seconds, {(work[2] - work[1]).TotalSeconds:F1} s behind them");
        Say($"memory {before.Resident / 1e6:F0} MB at the start, {after.Resident / 1e6:F0} MB at the end, {most / 1e6:F0} MB at most; {after.Threads} threads");
    }

    private static List<Task> Start(HttpClient client, ServerBenchOptions options, Tally tally, CancellationToken end)
        => [.. Enumerable.Range(0, options.Clients).Select(i => (i % 3) switch
        {
            0 => SubmitAsync(client, i, options, tally, end),
            1 => PollAsync(client, tally, end),
            _ => FollowAsync(client, tally, end),
        })];

    private static async Task SubmitAsync(HttpClient client, int number, ServerBenchOptions options, Tally tally, CancellationToken end)
    {
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await TryAsync(tally, async () =>
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync("api/v1/jobs", new { prompt = $"a red circle, {number}", seed = i, steps = options.Steps }, end).ConfigureAwait(false);
                tally.Submits.Add(begun);
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
                tally.Polls.Add(begun);
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
        using Stream events = await client.GetStreamAsync("api/v1/events", end).ConfigureAwait(false);
        byte[] read = new byte[64 << 10];
        int kept = 0;
        while (await events.ReadAsync(read.AsMemory(kept), end).ConfigureAwait(false) is int count and > 0)
        {
            int length = kept + count;
            Interlocked.Add(ref tally.Events, read.AsSpan(0, length).Count(EventLine));

            // What may be the beginning of one.
            kept = Math.Min(length, EventLine.Length - 1);
            read.AsSpan(length - kept, kept).CopyTo(read);
        }
    }, end);

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

    /// <summary>What clients saw.</summary>
    private sealed class Tally
    {
        public int Submitted;
        public int Full;
        public long Events;

        public Latencies Polls { get; } = new();

        public Latencies Submits { get; } = new();

        public ConcurrentBag<string> Errors { get; } = [];
    }
}
