using System.Text.Json.Nodes;
using Easel.Imaging.Png;
using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

public sealed class PaintViewTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task Ctrl_Enter_paints_what_the_form_says_and_shows_it_step_by_step()
    {
        IPage page = await OpenAsync();
        await Prompt(page).FillAsync("a red fox");
        await page.GetByLabel("3:2").CheckAsync(new() { Force = true });
        await page.GetByLabel("More: Pictures").ClickAsync();

        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Picture" }).GetByText("picture 1 of 2")).ToContainTextAsync("of 20");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "The picture as it is being painted" })).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("/preview\\?n=\\d+"));
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "a red fox, seed" }).First).ToBeVisibleAsync();
        JsonObject request = Assert.Single(Studio.Jobs()).Request;
        Assert.Equal(("a red fox", 768, 512, 2, "dpmpp_2m"), ((string?)request["prompt"], (int?)request["width"], (int?)request["height"], (int?)request["count"], (string?)request["sampler"]));
    }

    [Fact]
    public async Task Words_that_the_model_does_not_read_are_shown()
    {
        IPage page = await OpenAsync();

        await Prompt(page).FillAsync(string.Join(' ', Enumerable.Range(1, 77).Select(i => $"word{i}")));

        await Expect(page.GetByText("77 / 150")).ToBeVisibleAsync();
        await Expect(page.GetByText("word76 word77", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_it_will_take_is_told_before_a_word_is_written()
    {
        IPage page = await OpenAsync();

        await Expect(page.Locator(".composer .estimate")).ToHaveTextAsync("About 8 s · 2.2 GB");
    }

    [Fact]
    public async Task How_a_picture_of_another_shape_is_taken_is_chosen_sent_and_taken_over()
    {
        MockSample.Fill(Studio, withQueue: false);
        IPage page = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to image to image" }).ClickAsync();
        ILocator fit = page.GetByLabel("If its shape is another");
        await Expect(fit).ToHaveValueAsync("cover");
        await fit.SelectOptionAsync("stretch");

        await page.Keyboard.PressAsync("Control+Enter");
        await UntilAsync(() => Studio.Jobs() is [{ IsOver: true }], "painted");
        Assert.Equal("stretch", (string?)Studio.Jobs()[0].Request["initial"]!["fit"]);
        await fit.SelectOptionAsync("cover");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these settings" }).First.ClickAsync();

        await Expect(fit).ToHaveValueAsync("stretch");
    }

    [Fact]
    public async Task What_the_server_refuses_stands_beside_its_field()
    {
        IPage page = await OpenAsync();
        ILocator prompt = Prompt(page);
        await prompt.FillAsync("refuse this");

        await page.GetByRole(AriaRole.Button, new() { Name = "Paint", Exact = true }).ClickAsync();

        await Expect(prompt).ToBeFocusedAsync();
        await Expect(prompt).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(prompt).ToHaveAccessibleDescriptionAsync("\"refuse\" is what this server refuses; leave it out.");
    }

    [Fact]
    public async Task A_job_can_be_paused_gone_on_with_and_cancelled()
    {
        IPage page = await OpenAsync();
        await Prompt(page).FillAsync("a long one");
        await page.Keyboard.PressAsync("Control+Enter");
        await UntilAsync(() => Studio.Jobs() is [{ State: "running" }], "running");
        Studio.IsStill = true;
        ILocator stage = page.GetByRole(AriaRole.Region, new() { Name = "Picture" });

        await stage.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await UntilAsync(() => Studio.Jobs()[0].State == "paused", "paused");
        await page.GetByRole(AriaRole.Link, new() { Name = "Queue" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on", Exact = true }).ClickAsync();
        await UntilAsync(() => Studio.Jobs()[0].State == "queued", "in the queue again");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await UntilAsync(() => Studio.Jobs()[0].State == "cancelled", "cancelled");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Over" }).GetByText("a long one")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_form_is_as_it_was_after_a_reload()
    {
        IPage page = await OpenAsync();
        await Prompt(page).FillAsync("kept");
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Guidance" }).FillAsync("5.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: as the system" }).ClickAsync();

        await page.ReloadAsync();

        await Expect(Prompt(page)).ToHaveValueAsync("kept");
        await Expect(page.GetByRole(AriaRole.Spinbutton, new() { Name = "Guidance" })).ToHaveValueAsync("5.5");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task A_mask_is_sent_white_where_it_was_painted_and_black_elsewhere()
    {
        MockSample.Fill(Studio, withQueue: false);
        IPage page = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to image to image" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint a mask" }).ClickAsync();
        ILocator canvas = page.GetByRole(AriaRole.Application);
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;

        // The picture is square and in the middle: a stroke over its middle, one that is undone, and one that is erased.
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + 30, box.Y + (box.Height / 2));
        await page.Mouse.UpAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 4));
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        await page.Keyboard.PressAsync("Control+z");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this mask" }).ClickAsync();
        await Expect(page.GetByText("512 × 512 · masked")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await UntilAsync(() => Studio.Jobs().Count == 1, "a job");

        JsonObject request = Studio.Jobs()[0].Request;
        PngPicture mask = PngFile.Decode(Studio.Uploads[(string)request["mask"]!["image"]!], "mask");
        byte At(double x, double y) => mask.Image.Pixels.Span[(((int)(y * mask.Image.Height) * mask.Image.Width) + (int)(x * mask.Image.Width)) * 3];
        Assert.Equal((512, 512), (mask.Image.Width, mask.Image.Height));
        Assert.Equal((255, 0, 0, 0), (At(0.5, 0.5), At(0.5, 0.25), At(0.02, 0.02), At(0.98, 0.98)));
        Assert.Equal(0.75, (double)request["initial"]!["strength"]!);
        Assert.Contains((string)request["initial"]!["image"]!, Studio.Uploads.Keys);
    }

    [Fact]
    public async Task A_picture_that_is_dropped_gives_its_settings()
    {
        IPage page = await OpenAsync("gallery");
        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'found.png', { type: 'image/png' }));
              for (const name of ['dragenter', 'drop']) window.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);

        ILocator dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "found.png" });
        await Expect(dialog.GetByText("Hires. fix is not known here and was left out.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use its settings" }).ClickAsync();

        await Expect(Prompt(page)).ToHaveValueAsync("a lighthouse above a stormy sea, oil painting");
        await Expect(page.GetByLabel("Seed", new() { Exact = true })).ToHaveValueAsync("1234567");
        await Expect(page.GetByLabel("Sampler")).ToHaveValueAsync("euler_ancestral");
    }
}
