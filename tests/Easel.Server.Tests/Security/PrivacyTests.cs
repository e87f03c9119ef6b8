using System.Text.Json.Nodes;
using Easel.Server.Tests.Api;
using Easel.Tests;

namespace Easel.Server.Tests.Security;

/// <summary>Where prompts are not told.</summary>
[Collection("Console")]
public sealed class PrivacyTests
{
    [Fact]
    public async Task A_private_log_holds_no_prompt()
    {
        using TestFolder folder = new();
        Studio studio = new() { Fault = prompt => new InvalidOperationException($"something with {prompt}") };
        TextWriter before = Console.Error;
        using StringWriter log = new();
        Console.SetError(log);
        try
        {
            await using TestServer server = await TestServer.StartAsync(folder, studio, change: options => options with { Finish = options.Finish with { HidesPrompts = true } });
            JsonNode job = (await server.PostAsync("/api/v1/jobs", new { prompt = "a secret lighthouse", steps = 1, width = 64, height = 64 })).Body!;
            await server.FinishAsync(job);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains("InvalidOperationException", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", log.ToString(), StringComparison.Ordinal);
    }
}
