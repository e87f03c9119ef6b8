using System.Collections.Concurrent;
using Easel.Tests;
using Microsoft.AspNetCore.Builder;

namespace Easel.Server.Tests;

/// <summary>What a server asks itself first.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("first-token")]
    public async Task All_that_a_page_asks_first_is_asked_and_answered_and_no_job_comes_of_it(string? token)
    {
        using TestFolder folder = new();
        ConcurrentQueue<(string Path, int Status)> asked = [];
        await using TestServer server = await TestServer.StartAsync(
            folder,
            new Studio(),
            change: options => token is null ? options : options with { Tokens = new Dictionary<string, string> { [token] = "token" } },
            extend: app => app.Use(async (context, next) =>
            {
                await next(context);
                asked.Enqueue((context.Request.Path, context.Response.StatusCode));
            }));

        await server.WarmUpAsync();

        Assert.Superset(new HashSet<string> { "/", "/page/any/css/page.css", "/api/v1/session", "/api/v1/options", "/api/v1/models", "/api/v1/jobs", "/api/v1/pictures", "/api/v1/status", "/api/v1/styles" }, asked.Select(one => one.Path).ToHashSet());
        Assert.All(asked.Where(one => one.Status != 400), one => Assert.Equal(200, one.Status));
        Assert.Equal(("/api/v1/jobs", 400), Assert.Single(asked, one => one.Status == 400));
        Assert.Equal((0, 0), server.Jobs.Pending());
    }
}
