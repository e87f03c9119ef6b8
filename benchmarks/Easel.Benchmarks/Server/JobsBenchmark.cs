using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Easel.Benchmarks.Server.ServerBenchmark;

namespace Easel.Benchmarks.Server;

/// <summary>Thousands of jobs, one after another, and a server's memory meanwhile.</summary>
internal static class JobsBenchmark
{
    private const int Row = 100;

    /// <summary>Behind so many jobs everything that is kept once is there.</summary>
    private const int Settled = 500;

    private const int MostWaiting = 200;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(MeasuredServer server, HttpClient client, ServerBenchOptions options)
    {
        long begun = Stopwatch.GetTimestamp();
        long settled = 0;
        Say($"  jobs  seconds  resident MB  not of files MB  threads  open files  database MB");
        for (int submitted = 0, row = 0; ;)
        {
            JsonNode queue = (await client.GetFromJsonAsync<JsonNode>("api/v1/status").ConfigureAwait(false))!["queue"]!;
            int waiting = (int)queue["jobs"]!;
            int done = submitted - waiting;
            bool isEnd = waiting == 0 && submitted == options.Jobs;
            if (done >= row || isEnd)
            {
                ServerMemory memory = server.Memory;
                Say($"{done,6}  {Stopwatch.GetElapsedTime(begun).TotalSeconds,7:F0}  {memory.Resident / 1e6,11:F1}  {memory.Anonymous / 1e6,15:F1}  {memory.Threads,7}  {memory.OpenFiles,10}  {server.DatabaseBytes / 1e6,11:F1}");
                settled = settled == 0 && done >= Settled ? memory.Resident : settled;
                row = (done / Row * Row) + Row;
                if (isEnd)
                {
                    if (settled > 0)
                    {
                        Say($"memory at the end is {100.0 * (memory.Resident - settled) / settled:+0.0;-0.0} % of that behind {Settled} jobs");
                    }

                    return;
                }
            }

            for (; submitted < options.Jobs && waiting < MostWaiting; submitted++, waiting++)
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync("api/v1/jobs", new { prompt = $"a red circle, {submitted}", seed = submitted, steps = options.Steps }).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
            }

            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }
}
