using System.Text.Json.Nodes;
using Easel.Server.OpenAi;
using Easel.Server.Tests.Api;
using Easel.Tests;
using Microsoft.Extensions.Logging;

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

    [Fact]
    public async Task A_file_that_is_no_model_is_told_to_who_asks_and_to_the_log_in_one_line()
    {
        using TestFolder folder = new();
        TextWriter before = Console.Error;
        using StringWriter log = new();
        Console.SetError(log);
        int status;
        JsonNode? problem;
        try
        {
            // What the studio's models are made of is text.
            await using TestServer server = await TestServer.StartAsync(folder, new Studio());
            (status, problem) = await server.PostAsync("/api/v1/plans", new { prompt = "a secret lighthouse" });
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Equal(422, status);
        Assert.StartsWith("one.safetensors", (string?)problem!["detail"], StringComparison.Ordinal);
        string line = Assert.Single(log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("warn: ", line, StringComparison.Ordinal);
        Assert.Contains("POST /api/v1/plans failed: ", line, StringComparison.Ordinal);
        Assert.Contains("one.safetensors", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "/sdapi/v1/txt2img failed: InvalidOperationException")]
    [InlineData(false, "a secret lighthouse")]
    public void Foreign_APIs_tell_a_private_log_the_kind_of_an_error_only(bool isPrivate, string expected)
    {
        Lines lines = new();

        FailureLog.Tell(lines, isPrivate, "/sdapi/v1/txt2img", new InvalidOperationException("something with a secret lighthouse"));

        Assert.Contains(expected, lines.Text, StringComparison.Ordinal);
        Assert.Equal(!isPrivate, lines.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_full_disk_below_another_error_is_told_as_such_to_OpenAIs_clients()
    {
        IOException full = new("Cannot write a file", new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28));

        (int status, OpenAiError error) = OpenAiErrors.Of(full);

        Assert.Equal(507, status);
        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
    }

    private sealed class Lines : ILogger
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Text += $"{formatter(state, exception)} {exception}";
    }
}
