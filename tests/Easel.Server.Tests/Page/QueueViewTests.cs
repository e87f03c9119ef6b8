using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

public sealed class QueueViewTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task A_job_is_moved_by_keys_and_by_dragging_to_any_place()
    {
        IPage page = await OpenStillAsync();

        // To the end by keys: orchard, mill, boat, pears.
        await Grip(page, "an orchard in bloom, watercolor").FocusAsync();
        foreach (string key in (string[])["Space", "ArrowDown", "ArrowDown", "ArrowDown", "Space"])
        {
            await page.Keyboard.PressAsync(key);
        }

        await UntilAsync(() => Line().StartsWith("the old mill", StringComparison.Ordinal) && Line().EndsWith("watercolor", StringComparison.Ordinal), "the orchard last");
        await Expect(page.GetByText("an orchard in bloom, watercolor put down. It is number 4 of 4.")).ToBeAttachedAsync();

        // To the front by dragging.
        await Expect(page.Locator("ol.rows")).Not.ToHaveAttributeAsync("aria-busy", "true");
        LocatorBoundingBoxResult from = (await Grip(page, "three pears on a blue cloth").BoundingBoxAsync())!;
        LocatorBoundingBoxResult to = (await Grip(page, "the old mill at dusk").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(from.X + 5, from.Y + 5);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + 5, to.Y - 20, new() { Steps = 8 });
        await page.Mouse.UpAsync();

        await UntilAsync(() => Line().StartsWith("three pears", StringComparison.Ordinal), "the pears first");
    }

    [Fact]
    public async Task A_failed_job_tells_why_and_can_be_tried_again()
    {
        IPage page = await OpenStillAsync();
        ILocator failed = page.GetByRole(AriaRole.Region, new() { Name = "Went wrong" });
        await Expect(failed).ToContainTextAsync("9.1 GiB are needed");

        await failed.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Waiting" }).GetByText("a castle of glass at noon")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_job_that_fails_meanwhile_is_told_of_in_any_view()
    {
        IPage page = await OpenAsync("studies");
        await UntilAsync(() => Studio.Followers == 1, "the page listens");

        Studio.Add(MockSample.Request("too large", 512, 512, 1), job => job.FailsAt = 4);

        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "9.1 GiB are needed" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_keeps_the_server_from_painting_is_told_until_it_is_better()
    {
        Studio.Obstacle = "pictures/a.png: the disk is full.";
        IPage page = await OpenAsync("queue");
        ILocator told = page.GetByText("Nothing is painted until this is better: pictures/a.png: the disk is full. Nothing is lost, and the queue goes on by itself.");
        await Expect(told).ToBeVisibleAsync();

        // Looked at again every ten seconds.
        Studio.Obstacle = null;

        await Expect(told).ToBeHiddenAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_study_shows_its_sheet_as_it_grows()
    {
        IPage page = await OpenAsync("studies");
        ILocator form = page.GetByRole(AriaRole.Form, new() { Name = "New study" });
        await form.GetByLabel("Prompt").FillAsync("a lighthouse");
        await form.GetByLabel("Values of Steps").FillAsync("5, 10-20(+5)");
        await Expect(form.GetByText("4 pictures")).ToBeVisibleAsync();
        await form.GetByLabel("Values of Steps").FillAsync("5, 10");
        await form.GetByRole(AriaRole.Button, new() { Name = "Another axis" }).ClickAsync();
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Rows" }).SelectOptionAsync("negative");
        await form.GetByLabel("Values of Not in the picture").FillAsync("blurry, \"dark, blurry\"");

        await form.GetByRole(AriaRole.Button, new() { Name = "Paint the study" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sheet" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open: 10, dark, blurry" })).ToBeVisibleAsync();
        Assert.Equal("""["blurry","dark, blurry"]""", Assert.Single(Studio.Studies)["axes"]![1]!["values"]!.ToJsonString());
    }

    private async Task<IPage> OpenStillAsync()
    {
        Studio.IsStill = true;
        MockSample.Fill(Studio, withQueue: true);
        return await OpenAsync("queue");
    }

    private string Line() => string.Join("; ", Studio.Jobs().Where(job => job.State is "queued" or "paused").Select(job => (string?)job.Request["prompt"]));

    private static ILocator Grip(IPage page, string prompt) => page.GetByRole(AriaRole.Button, new() { Name = $"Move {prompt}" });
}
