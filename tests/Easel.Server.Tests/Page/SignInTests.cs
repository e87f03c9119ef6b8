using System.Collections.Concurrent;
using Easel.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Easel.Server.Tests.Page;

/// <summary>The page of a server that wants a token.</summary>
public sealed class SignInTests(Browser browser) : PageTest(browser)
{
    private const string Token = "first-token";

    [Fact]
    public async Task The_token_is_asked_for_before_anything_is_refused()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Tests.Studio(), change: options => options with { Tokens = new Dictionary<string, string> { [Token] = "token" } });
        IPage page = await OpenAsync(at: server.Client.BaseAddress);
        ConcurrentQueue<string> refused = [];
        page.Response += (_, answer) =>
        {
            if (answer.Status == 401)
            {
                refused.Enqueue(answer.Url);
            }
        };

        // All that the page asks by itself, with a form that was filled before.
        await page.EvaluateAsync("() => localStorage.setItem('easel.draft', JSON.stringify({ prompt: 'kept', model: 'one', width: 64, height: 64 }))");
        await page.ReloadAsync();
        ILocator token = page.GetByLabel("Token", new() { Exact = true });
        await Expect(token).ToBeFocusedAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(refused);
        await token.FillAsync("not-the-token");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("That is not the token.")).ToBeVisibleAsync();
        await token.FillAsync(Token);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByLabel("Model", new() { Exact = true })).ToHaveValueAsync("one");
        await Expect(Prompt(page)).ToHaveValueAsync("kept");
        Assert.Equal([$"{server.Client.BaseAddress}api/v1/session"], refused);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_link_brings_the_token_and_does_not_keep_it()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Tests.Studio(), change: options => options with { Tokens = new Dictionary<string, string> { [Token] = "token" } });
        IPage page = await OpenAsync();

        await page.GotoAsync($"{server.Client.BaseAddress}#token={Token}");

        await Expect(page.GetByLabel("Model", new() { Exact = true })).ToHaveValueAsync("one");
        Assert.DoesNotContain(Token, page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }
}
