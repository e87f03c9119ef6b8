using System.Globalization;
using Easel.Server.Tests.Serve;
using Easel.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

/// <summary>Not a test of anything: how soon a page is there whose server has just told its address, in a browser that has nothing of it.</summary>
public sealed class FirstPaintTests(Browser browser) : PageTest(browser)
{
    private const string Switch = "EASEL_TEST_FIRST_PAINT";
    private const int Runs = 5;

    // What is largest may change until all is there.
    private const string Times = """
        () => new Promise((done) => new PerformanceObserver((list) => done([
          performance.getEntriesByType('navigation')[0].responseStart,
          performance.getEntriesByName('first-contentful-paint')[0].startTime,
          list.getEntries().at(-1).startTime,
        ])).observe({ type: 'largest-contentful-paint', buffered: true }))
        """;

    private protected override bool IsForEveryDay => true;

    [Fact]
    public async Task The_first_page_of_a_fresh_server_is_timed()
    {
        string? file = Environment.GetEnvironmentVariable(Switch);
        Assert.SkipWhen(string.IsNullOrEmpty(file), $"{Switch}=FILE writes there how soon a fresh server's page is there.");
        for (int run = 0; run < Runs; run++)
        {
            using TestFolder folder = new();
            using ServerProcess server = await ServerProcess.StartAsync(folder.Path, "--data", "data");
            IPage page = await OpenAsync(at: server.Address);
            await Expect(page.GetByText("An empty easel")).ToBeVisibleAsync();
            await Expect(page.GetByLabel("Model", new() { Exact = true })).ToHaveValueAsync("pocket");

            double[] times = await page.EvaluateAsync<double[]>(Times);
            await File.AppendAllTextAsync(file!, string.Create(CultureInfo.InvariantCulture, $"first byte {times[0]:0} ms, first contentful paint {times[1]:0} ms, largest contentful paint {times[2]:0} ms\n"), TestContext.Current.CancellationToken);
            await page.Context.CloseAsync();
            await server.TerminateAsync();
        }
    }
}
