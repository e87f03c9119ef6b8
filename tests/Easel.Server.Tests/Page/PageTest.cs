using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;

namespace Easel.Server.Tests.Page;

/// <summary>
/// A test in a browser: a server that pretends, and windows that must not complain. Together they take more than a minute, so that everyday runs take
/// those of <see cref="SmokeTests"/> alone.
/// </summary>
[Collection(nameof(BrowserTests))]
public abstract class PageTest(Browser browser) : IAsyncLifetime
{
    private const string Switch = "EASEL_TEST_BROWSER";
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(25);
    private readonly List<IBrowserContext> _contexts = [];

    /// <summary>The server.</summary>
    private protected MockServer Server { get; private set; } = null!;

    /// <summary>What the windows complained of.</summary>
    private protected List<string> Complaints { get; } = [];

    private protected MockStudio Studio => Server.Studio;

    /// <summary>Whether every run of the tests has this one.</summary>
    private protected virtual bool IsForEveryDay => false;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(IsForEveryDay || Environment.GetEnvironmentVariable(Switch) == "1", $"NOT TESTED: all tests in the browser take more than a minute; {Switch}=1 asks for them.");
        Server = await MockServer.StartAsync(s_step);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _contexts)
        {
            await context.CloseAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        Assert.Empty(Complaints);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the server, and starts another with what it had, at the same place.</summary>
    private protected async Task RestartAsync(Func<Task> meanwhile)
    {
        int port = Server.Address.Port;
        await Server.StopAsync();
        await meanwhile();
        Server = await MockServer.StartAsync(s_step, port, studio: Studio);
    }

    /// <summary>Opens a view in a window of its own.</summary>
    private protected async Task<IPage> OpenAsync(string view = "paint", int width = 1280, int height = 900, ColorScheme theme = ColorScheme.Light, Uri? at = null)
    {
        IBrowserContext context = await browser.OpenAsync(width, height, theme);
        _contexts.Add(context);
        return await OpenTabAsync(context, view, at);
    }

    /// <summary>Opens a view in another tab of a window.</summary>
    private protected async Task<IPage> OpenTabAsync(IBrowserContext context, string view, Uri? at = null)
    {
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, line) =>
        {
            // That the server refused something, or was away, is what some tests are about.
            if (line.Type == "error" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complaints.Add(line.Text);
            }
        };
        await page.GotoAsync($"{at ?? Server.Address}#/{view}");
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        return page;
    }

    private protected static ILocator Prompt(IPage page) => page.GetByRole(AriaRole.Textbox, new() { Name = "Prompt", Exact = true });

    /// <summary>Waits until something holds.</summary>
    private protected static async Task UntilAsync(Func<bool> holds, string what)
    {
        for (int i = 0; i < 2000; i++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"It never came to it: {what}");
    }
}

/// <summary>All tests with a browser share one, one after another: beside each other they would only slow each other down.</summary>
[CollectionDefinition(nameof(BrowserTests), DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Browser>;
