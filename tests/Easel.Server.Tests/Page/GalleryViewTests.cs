using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

public sealed class GalleryViewTests(Browser browser) : PageTest(browser)
{
    private const string Fox = "a red fox in the snow, etching, seed 100";

    [Fact]
    public async Task A_deleted_picture_comes_back_by_undo_and_from_the_bin()
    {
        IPage page = await OpenFilledAsync();
        ILocator fox = Tile(page, Fox);

        await fox.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(fox).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(fox).ToBeVisibleAsync();
        await fox.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bin", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore: {Fox}" }).ClickAsync(new() { Force = true });

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The bin is empty" })).ToBeVisibleAsync();
        Assert.All(Studio.Pictures, picture => Assert.Null(picture["deleted"]));
    }

    [Fact]
    public async Task Emptying_the_bin_asks_first_and_then_deletes_for_good()
    {
        IPage page = await OpenFilledAsync();
        await Tile(page, Fox).FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bin", Exact = true }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Empty the bin" }).ClickAsync();
        Assert.Contains(Studio.Pictures, picture => picture["deleted"] is not null);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        await UntilAsync(() => Studio.Pictures.TrueForAll(picture => picture["deleted"] is null), "nothing in the bin");
    }

    [Fact]
    public async Task The_search_finds_words_of_prompts_and_favourites_can_be_shown_alone()
    {
        IPage page = await OpenFilledAsync();
        ILocator tiles = page.Locator(".tile-open");

        await page.GetByRole(AriaRole.Heading, new() { Name = "Gallery" }).ClickAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("snow etching");
        await Expect(tiles).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("f");
        await page.GetByLabel("Search prompts").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Favourites", Exact = true }).ClickAsync();

        await Expect(Tile(page, Fox)).ToBeVisibleAsync();
        await Expect(tiles).ToHaveCountAsync(Studio.Pictures.Count(picture => (bool)picture["favourite"]!));
    }

    [Fact]
    public async Task An_open_picture_goes_to_its_neighbours_and_gives_its_settings()
    {
        IPage page = await OpenFilledAsync();
        await page.Locator(".tile-open").First.ClickAsync();
        ILocator dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Picture" });
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "evening in the foothills" })).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "first snow on the pass" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("u");

        await Expect(Prompt(page)).ToHaveValueAsync("first snow on the pass");
        await Expect(page.GetByLabel("Seed", new() { Exact = true })).ToHaveValueAsync("114");
        await Expect(page.GetByRole(AriaRole.Spinbutton, new() { Name = "Width" })).ToHaveValueAsync("768");
    }

    [Fact]
    public async Task Two_chosen_pictures_are_compared_with_a_slider()
    {
        IPage page = await OpenFilledAsync();
        foreach (int i in (int[])[1, 4])
        {
            await page.Locator(".tile-open").Nth(i).FocusAsync();
            await page.Keyboard.PressAsync("x");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        ILocator slider = page.GetByRole(AriaRole.Slider, new() { Name = "How much of the left picture is shown" });
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("End");

        await Expect(page.Locator(".compare-left")).ToHaveCSSAsync("clip-path", "inset(0px 0% 0px 0px)");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Size" })).ToContainTextAsync("768 × 512");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_one_tab_changes_the_other_shows_and_only_one_of_them_listens()
    {
        IPage first = await OpenFilledAsync();
        IPage second = await OpenTabAsync(first.Context, "gallery");
        await Expect(Tile(second, Fox)).ToBeVisibleAsync();

        await Tile(first, Fox).FocusAsync();
        await first.Keyboard.PressAsync("Delete");
        await Expect(Tile(second, Fox)).ToBeHiddenAsync();
        Studio.Add(MockSample.Request("painted for both", 512, 512, 3));

        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "painted for both, seed 3", Exact = true })).ToBeVisibleAsync();
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "painted for both, seed 3", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(1, Studio.Followers);
    }

    [Fact]
    public async Task A_server_that_restarts_is_told_of_and_what_happened_meanwhile_is_shown()
    {
        IPage page = await OpenFilledAsync();

        await RestartAsync(async () =>
        {
            await Expect(page.GetByText("Easel does not answer. Trying again…")).ToBeVisibleAsync();
            Studio.Paint(new MockJob(Studio.NewId(), MockSample.Request("painted meanwhile", 512, 512, 9)));
        });

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "painted meanwhile, seed 9", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("Easel does not answer. Trying again…")).ToBeHiddenAsync();
    }

    private async Task<IPage> OpenFilledAsync()
    {
        MockSample.Fill(Studio, withQueue: false);
        return await OpenAsync("gallery");
    }

    private static ILocator Tile(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
