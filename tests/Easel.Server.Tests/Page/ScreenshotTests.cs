using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;

namespace Easel.Server.Tests.Page;

/// <summary>Not a test of anything: whoever changes how the page looks wants to see it.</summary>
public sealed class ScreenshotTests(Browser browser) : PageTest(browser)
{
    private const string Switch = "EASEL_TEST_SCREENSHOTS";
    private static readonly string[] s_views = ["paint", "gallery", "queue", "studies", "workshop"];

    private protected override bool IsForEveryDay => true;

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(820, 1180)]
    [InlineData(390, 844)]
    public async Task Every_view_is_photographed_in_both_themes(int width, int height)
    {
        string? folder = Environment.GetEnvironmentVariable(Switch);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Switch}=FOLDER writes screenshots of every view there.");
        Studio.IsStill = true;
        MockSample.Fill(Studio, withQueue: true);
        MockStudyEndpoints.Add(Studio, MockSample.Study(), done: 5);

        foreach (ColorScheme theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await OpenAsync(width: width, height: height, theme: theme);
            foreach (string view in (string[])[.. s_views, $"studies/{Studio.Studies[0]["id"]}"])
            {
                await page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
                await page.WaitForLoadStateAsync(LoadState.Load);
                await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
                string name = view.Contains('/', StringComparison.Ordinal) ? "study" : view;
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}.png") });
            }
        }
    }
}
