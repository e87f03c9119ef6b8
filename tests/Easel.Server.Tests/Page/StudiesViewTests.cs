using Easel.Server.Tests.Page.Mock;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

public sealed class StudiesViewTests(Browser browser) : PageTest(browser)
{
    [Fact]
    public async Task A_study_is_begun_and_its_sheet_grows_until_it_can_be_had()
    {
        IPage page = await OpenAsync("studies");
        await page.Locator(".view:not([hidden])").GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red fox");

        await page.GetByRole(AriaRole.Button, new() { Name = "Paint the study" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "a red fox" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sheet" })).ToBeVisibleAsync();
        int cells = ((System.Text.Json.Nodes.JsonArray)Studio.Studies[0]["cells"]!).Count;
        await Expect(page.Locator(".cell-open")).ToHaveCountAsync(cells);
    }

    [Fact]
    public async Task What_becomes_of_studies_elsewhere_is_shown()
    {
        IPage page = await OpenAsync("studies");
        await Expect(page.Locator(".view:not([hidden])").GetByText("Sheets that you make stay here.")).ToBeVisibleAsync();

        System.Text.Json.Nodes.JsonObject study = MockStudyEndpoints.Add(Studio, MockSample.Study(), done: 2);
        ILocator card = page.Locator(".view:not([hidden]) .study-card");
        await Expect(card).ToHaveCountAsync(1);
        await card.Locator(".study-open").ClickAsync();
        await Expect(page.Locator(".cell-open")).ToHaveCountAsync(2);
        using HttpClient other = new() { BaseAddress = Server.Address };
        await other.DeleteAsync(new Uri($"/api/v1/studies/{study["id"]}", UriKind.Relative), TestContext.Current.CancellationToken);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This sheet is not there any more" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "All sheets" }).Last.ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_brings_no_forgotten_study_back()
    {
        IPage page = await OpenAsync("studies");
        await UntilAsync(() => Studio.Followers == 1, "the page listens");
        System.Text.Json.Nodes.JsonObject study = MockStudyEndpoints.Add(Studio, MockSample.Study(), done: 2);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource forgotten = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ILocator card = page.Locator(".view:not([hidden]) .study-card");
        await Expect(card).ToHaveCountAsync(1);
        await page.RouteAsync($"**/api/v1/studies/{study["id"]}", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            answered.TrySetResult();
            await forgotten.Task;
            await route.FulfillAsync(new() { Response = answer });
            delivered.TrySetResult();
        });
        await card.Locator(".study-open").ClickAsync();
        await answered.Task;
        using HttpClient other = new() { BaseAddress = Server.Address };
        await other.DeleteAsync(new Uri($"/api/v1/studies/{study["id"]}", UriKind.Relative), TestContext.Current.CancellationToken);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This sheet is not there any more" })).ToBeVisibleAsync();

        forgotten.SetResult();
        await delivered.Task;
        await page.EvaluateAsync("() => fetch('/api/v1/status')");
        await page.GetByRole(AriaRole.Button, new() { Name = "All sheets" }).Last.ClickAsync();

        await Expect(card).ToHaveCountAsync(0);
        await Expect(page.Locator(".view:not([hidden])").GetByText("Sheets that you make stay here.")).ToBeVisibleAsync();
    }
}
