using System.Collections.Concurrent;
using Easel.Server.Jobs;
using Easel.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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
        ConcurrentQueue<(string Method, string Path, int Status)> asked = [];
        await using TestServer server = await TestServer.StartAsync(
            folder,
            new Studio(),
            change: options => token is null ? options : options with { Tokens = new Dictionary<string, string> { [token] = "token" } },
            extend: app => app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (JobRefusedException refused) when (refused.Field == "key")
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                }

                asked.Enqueue((context.Request.Method, context.Request.Path, context.Response.StatusCode));
            }));

        await server.WarmUpAsync();

        Assert.Superset(new HashSet<string> { "/", "/page/any/css/page.css", "/api/v1/session", "/api/v1/options", "/api/v1/models", "/api/v1/jobs", "/api/v1/pictures", "/api/v1/status", "/api/v1/styles" }, asked.Select(one => one.Path).ToHashSet());
        Assert.All(asked.Where(one => one.Method == "GET"), one => Assert.Equal(200, one.Status));
        Assert.Equal(("POST", "/api/v1/jobs", 400), Assert.Single(asked, one => one.Method == "POST"));
        Assert.Equal((0, 0), server.Jobs.Pending());
    }
}
