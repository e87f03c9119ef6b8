using Easel.Server.Tests.Page.Mock;
using Easel.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

/// <summary>What every run has of the tests in the browser: the page on the server itself, where only the painting is pretended.</summary>
public sealed class SmokeTests(Browser browser) : PageTest(browser)
{
    private const string Violations = "() => window.violations";

    private protected override bool IsForEveryDay => true;

    [Fact]
    public async Task A_picture_that_is_asked_for_is_seen_being_painted_and_lies_in_the_gallery()
    {
        using TestFolder folder = new();
        Tests.Studio studio = new();
        Tests.Studio.Hold hold = studio.HoldAt("a red fox", 7);
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        IPage page = await OpenAsync(at: server.Client.BaseAddress);
        await Prompt(page).FillAsync("a red fox");
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Steps" }).FillAsync("10");

        await page.Keyboard.PressAsync("Control+Enter");

        await hold.Reached;
        ILocator stage = page.GetByRole(AriaRole.Region, new() { Name = "Picture" });
        await Expect(stage.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "60");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The picture as it is being painted" })).ToBeVisibleAsync();
        hold.Release();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "a red fox, seed" }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        ILocator tile = page.Locator(".tile-open");
        await Expect(tile).ToHaveCountAsync(1);
        await Expect(tile).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^a red fox, seed "));
        Assert.True(await tile.Locator("img").EvaluateAsync<bool>("async (picture) => { await picture.decode(); return picture.naturalWidth > 0; }"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task No_view_does_what_the_content_security_policy_forbids()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Tests.Studio());
        IPage page = await OpenAsync(at: server.Client.BaseAddress);
        await page.EvaluateAsync("() => { window.violations = []; document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`)); }");

        foreach (string view in (string[])["gallery", "queue", "studies", "workshop", "paint"])
        {
            await page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
            await page.Locator($".nav-link[aria-current][href$='{view}']").WaitForAsync();
            await page.Locator(".view:not([hidden])").WaitForAsync();
        }

        Assert.Empty(await page.EvaluateAsync<string[]>(Violations));
        Assert.Empty(Complaints);

        // Both would have heard: this is forbidden.
        await page.EvaluateAsync("() => { const style = document.createElement('style'); style.textContent = 'body { color: red }'; document.head.append(style); }");
        Assert.Single(await page.EvaluateAsync<string[]>(Violations));
        await UntilAsync(() => Complaints.Count == 1, "the complaint of the browser");
        Complaints.Clear();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Axe_finds_no_serious_fault_where_pictures_are_painted()
    {
        Studio.IsStill = true;
        MockSample.Fill(Studio, withQueue: true);

        await Axe.RequireSoundAsync(await OpenAsync(), "paint");
    }
}
