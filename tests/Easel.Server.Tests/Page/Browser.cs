using Microsoft.Playwright;

namespace Easel.Server.Tests.Page;

/// <summary>A Chromium of this machine, one for all tests; nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    // Only tests that fail wait for so long; a busy machine may need much of it.
    private const float Patience = 40_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Path is null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A window of its own, with nothing remembered.</summary>
    public async Task<IBrowserContext> OpenAsync(int width = 1280, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, $"No Chromium is here: none at {string.Join(", ", s_usualPlaces)}. Name one: EASEL_TEST_CHROMIUM=FILE");
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    private static string? Path => Environment.GetEnvironmentVariable("EASEL_TEST_CHROMIUM") is { Length: > 0 } named ? named : Array.Find(s_usualPlaces, File.Exists);
}
