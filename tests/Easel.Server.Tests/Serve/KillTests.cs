using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Serve;

/// <summary>
/// Servers that are killed (SIGKILL) at moments drawn by lot while jobs are submitted and painted. A few kills and jobs unless <c>EASEL_TEST_SERVER_KILLS=20</c> and
/// <c>EASEL_TEST_SERVER_JOBS=1000</c> say how many.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int FewKills = 2;
    private const int FewJobs = 8;

    private readonly TestFolder _folder = new();
    private readonly Random _random = new(20261126);

    private static int Kills { get; } = Number("EASEL_TEST_SERVER_KILLS", FewKills);

    private static int JobCount { get; } = Number("EASEL_TEST_SERVER_JOBS", FewJobs);

    /// <summary>About how long the server paints, so that kills fall all over it.</summary>
    private static int MillisecondsPerJob => 120;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_paints_every_picture_once_and_as_one_that_was_not()
    {
        Dictionary<string, string[]> expected = await PaintUndisturbedAsync();
        HttpClient? client = null;
        ServerProcess server = await ServerProcess.StartAsync(_folder.Path, "--data", "killed", "--threads", "1");
        int goneOn = 0;
        try
        {
            client = new HttpClient { BaseAddress = server.Address };
            int submitted = 0;
            for (int kill = 0; kill <= Kills; kill++)
            {
                using CancellationTokenSource killed = new();
                Task<int> submitting = SubmitAsync(client, submitted, killed.Token);
                if (kill == Kills)
                {
                    submitted = await submitting;
                    break;
                }

                await Task.Delay(_random.Next(200, Math.Max(2000, JobCount * MillisecondsPerJob * 2 / (Kills + 1))), Cancel);
                await server.KillAsync();
                await killed.CancelAsync();
                submitted = await submitting;
                goneOn += Directory.Exists(_folder.PathOf("killed/jobs")) ? Directory.GetFiles(_folder.PathOf("killed/jobs"), "run.log", SearchOption.AllDirectories).Length : 0;
                server.Dispose();
                client.Dispose();
                server = await ServerProcess.StartAsync(_folder.Path, "--data", "killed", "--threads", "1");
                client = new HttpClient { BaseAddress = server.Address };
            }

            Assert.Equal(JobCount, submitted);
            JsonArray jobs = await UntilDoneAsync(client);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), jobs.Select(job => (string)job!["key"]!).Order(StringComparer.Ordinal));

            // The folder of the last one goes behind its end.
            await Patience.UntilAsync(() => Directory.GetFileSystemEntries(_folder.PathOf("killed/jobs")).Length == 0, () => "folders of jobs stay");
            Assert.All(jobs, job => Assert.Equal(expected[(string)job!["key"]!], job["pictures"]!.AsArray().Select(picture => (string)picture!["sha256"]!)));
        }
        finally
        {
            server.Dispose();
            client?.Dispose();
        }

        string[] files = Directory.GetFiles(_folder.PathOf("killed/pictures"), "*", SearchOption.AllDirectories);
        Assert.Equal(expected.Values.SelectMany(hashes => hashes).Order(StringComparer.Ordinal), files.Select(HashOf).Order(StringComparer.Ordinal));
        output.WriteLine($"{Kills} kills, {JobCount} jobs, {files.Length} pictures; {goneOn} of them had been begun when their server was killed");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The request of a job: sizes, steps, and how many pictures differ.</summary>
    private static object RequestOf(int number) => new
    {
        prompt = $"a red circle on blue, {number % 7}",
        width = number % 3 == 0 ? 128 : 64,
        height = 64,
        steps = 3 + (number % 5),
        seed = 1000 + (10 * number),
        count = number % 10 == 9 ? 2 : 1,
        priority = number % 4 == 3 ? 1 : 0,
        key = KeyOf(number),
    };

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"job {number:D5}");

    /// <summary>What a server in this process paints that nobody kills, by keys.</summary>
    private async Task<Dictionary<string, string[]>> PaintUndisturbedAsync()
    {
        await using TestServer server = await TestServer.StartAsync(_folder);
        for (int i = 0; i < JobCount; i++)
        {
            using HttpResponseMessage response = await server.Client.PostAsJsonAsync("/api/v1/jobs", RequestOf(i), Cancel);
            response.EnsureSuccessStatusCode();
        }

        JsonArray jobs = await UntilDoneAsync(server.Client);
        return jobs.ToDictionary(job => (string)job!["key"]!, job => job!["pictures"]!.AsArray().Select(picture => (string)picture!["sha256"]!).ToArray());
    }

    /// <summary>Submits jobs until all are, or the server is killed.</summary>
    /// <returns>how many are known to be there</returns>
    private async Task<int> SubmitAsync(HttpClient client, int from, CancellationToken killed)
    {
        try
        {
            // The answer to the last one may have been lost: then it is there, or it is not.
            if (from < JobCount && (await ListAsync(client)).Any(job => (string?)job!["key"] == KeyOf(from)))
            {
                from++;
            }

            while (from < JobCount)
            {
                using HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/jobs", RequestOf(from), killed);
                response.EnsureSuccessStatusCode();
                from++;

                // Spread over the first half of all kills, so that some fall between a job and its answer.
                await Task.Delay(_random.Next(2), CancellationToken.None);
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            // The server is gone.
        }

        return from;
    }

    private static async Task<JsonArray> ListAsync(HttpClient client) => (JsonArray)JsonNode.Parse(await client.GetStringAsync($"/api/v1/jobs?take={JobCount + 100}", Cancel))!;

    private static async Task<JsonArray> UntilDoneAsync(HttpClient client)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(60 + JobCount);
        while (true)
        {
            JsonNode status = JsonNode.Parse(await client.GetStringAsync("/api/v1/status", Cancel))!;
            if ((int)status["queue"]!["jobs"]! == 0)
            {
                JsonArray jobs = await ListAsync(client);
                Assert.All(jobs, job => Assert.Equal(JobStates.NameOf(JobState.Done), (string)job!["state"]!));
                return jobs;
            }

            Assert.True(DateTime.UtcNow < end, status.ToJsonString());
            await Task.Delay(50, Cancel);
        }
    }

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
