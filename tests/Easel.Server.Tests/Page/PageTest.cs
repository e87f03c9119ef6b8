using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;

namespace Easel.Server.Tests.Page;

/// <summary>A test in a browser: a server that pretends, and windows that must not complain.</summary>
[Collection(nameof(BrowserTests))]
public abstract class PageTest(Browser browser) : IAsyncLifetime
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(25);
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<string> _complaints = [];

    /// <summary>The server.</summary>
    private protected MockServer Server { get; private set; } = null!;

    private protected MockStudio Studio => Server.Studio;

    public async ValueTask InitializeAsync() => Server = await MockServer.StartAsync(s_step);

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _contexts)
        {
            await context.CloseAsync();
        }

        await Server.DisposeAsync();
        Assert.Empty(_complaints);
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
    private protected async Task<IPage> OpenAsync(string view = "paint", int width = 1280, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        IBrowserContext context = await browser.OpenAsync(width, height, theme);
        _contexts.Add(context);
        return await OpenTabAsync(context, view);
    }

    /// <summary>Opens a view in another tab of a window.</summary>
    private protected async Task<IPage> OpenTabAsync(IBrowserContext context, string view)
    {
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, line) =>
        {
            // That the server refused something, or was away, is what some tests are about.
            if (line.Type == "error" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add(line.Text);
            }
        };
        await page.GotoAsync($"{Server.Address}#/{view}");
        await page.Locator("main").WaitForAsync();
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
