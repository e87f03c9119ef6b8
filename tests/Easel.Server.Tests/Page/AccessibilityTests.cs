using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

public sealed class AccessibilityTests(Browser browser) : PageTest(browser)
{
    // All that another theme changes.
    private const string Contrast = "color-contrast";

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_no_serious_fault_in_any_view(ColorScheme theme)
    {
        Fill();
        IPage page = await OpenAsync(theme: theme);

        foreach (string view in (string[])["paint", "gallery", "queue", "studies", "workshop", $"studies/{Studio.Studies[0]["id"]}"])
        {
            await page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
            await page.Locator(".view:not([hidden])").WaitForAsync();
            await Axe.RequireSoundAsync(page, view, theme == ColorScheme.Dark ? Contrast : null);
        }
    }

    [Fact]
    public async Task Axe_finds_no_serious_fault_in_any_dialog()
    {
        Fill();
        IPage page = await OpenAsync("gallery");
        await page.Locator(".tile-open").First.ClickAsync();
        await Axe.RequireSoundAsync(page, "an open picture");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare with another" }).ClickAsync();
        await page.Locator(".compare-range").WaitForAsync();
        await Axe.RequireSoundAsync(page, "two compared pictures");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("i");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint a mask" }).ClickAsync();
        await Axe.RequireSoundAsync(page, "a mask");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keyboard shortcuts" }).ClickAsync();
        await Axe.RequireSoundAsync(page, "the help");
    }

    [Fact]
    public async Task Focus_comes_back_from_a_dialog_to_what_opened_it()
    {
        MockSample.Fill(Studio, withQueue: false);
        IPage page = await OpenAsync("gallery");
        ILocator tile = page.Locator(".tile-open").Nth(2);
        await tile.FocusAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(tile).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        Fill();
        IPage page = await OpenAsync(width: 390, height: 844);

        foreach (string view in (string[])["paint", "gallery", "queue", "studies", "workshop"])
        {
            await page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
            await page.Locator(".view:not([hidden])").WaitForAsync();
            string[] wide = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.view:not([hidden]), .rail, .view:not([hidden]) > *')]
                  .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'contents' && !element.matches('.film, .visually-hidden'))
                  .map((element) => `${element.className}: ${element.scrollWidth} > ${element.clientWidth}`)
                """);
            Assert.Empty(wide);
        }
    }

    private void Fill()
    {
        Studio.IsStill = true;
        MockSample.Fill(Studio, withQueue: true);
        MockStudyEndpoints.Add(Studio, MockSample.Study(), done: 5);
    }
}
