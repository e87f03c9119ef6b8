using System.Text.Json;
using Easel.Tests;

namespace Easel.Server.Tests.Foreign;

/// <summary>Outside clients that run in node, fetched once by npm in the versions of <c>tests/clients</c>, whose hashes stand there, and without their install scripts.</summary>
internal static class NodeClients
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim s_fetching = new(1);

    // Between runs it stays there.
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "clients");

    /// <summary>Runs a script; skips the test where node, npm or the network is missing.</summary>
    /// <returns>its lines of JSON, by their names</returns>
    public static async Task<Dictionary<string, JsonElement>> RunAsync(string script, params string[] arguments)
    {
        await FetchAsync();
        (int code, string output) = await ExecuteAsync("node", [script, .. arguments]);
        Assert.True(code == 0, output);
        return output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("name").GetString()!);
    }

    private static async Task FetchAsync()
    {
        await s_fetching.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // npm writes it last.
            string done = Path.Combine(s_folder, "node_modules", ".package-lock.json");
            if (File.Exists(done) && File.GetLastWriteTimeUtc(done) >= File.GetLastWriteTimeUtc(Path.Combine(s_folder, "package-lock.json")))
            {
                return;
            }

            (int code, string output) = await ExecuteAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1");
            Assert.SkipWhen(code != 0, $"NOT TESTED: npm could not fetch the clients of tests/clients: {output}");
        }
        finally
        {
            s_fetching.Release();
        }
    }

    private static Task<(int Code, string Output)> ExecuteAsync(string program, params string[] arguments) => ToolProcess.RunAsync(s_folder, s_longest, program, arguments);
}
