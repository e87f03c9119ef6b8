using System.Net;
using System.Text.Json;
using Easel.Server.Automatic1111;
using Easel.Server.Gallery;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.Automatic1111;

/// <summary>What A1111's API leaves behind.</summary>
public sealed class WebUiStateTests : IAsyncLifetime
{
    private const string Text = "/sdapi/v1/txt2img";

    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();
    private TestServer _server = null!;

    private HttpClient Client => _server.Client;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, _studio);

    [Fact]
    public async Task Of_interrupts_whose_pictures_nobody_takes_only_the_last_are_kept()
    {
        using TestFolder folder = new();
        await using TestServer resting = TestServer.Resting(folder, new Studio());
        Interrupts interrupts = resting.Get<Interrupts>();
        List<string> jobs = [];
        for (int i = 0; i < 20; i++)
        {
            jobs.Add(resting.Jobs.Submit(TestServer.Ask("a fox") with { Source = Interrupts.Source }).Id);
            interrupts.Interrupt(owner: "");
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i >= 4), jobs.Select(interrupts.IsInterrupted));
    }

    [Fact]
    public async Task Pictures_that_are_only_given_back_leave_nothing_behind_and_saved_ones_are_in_the_gallery()
    {
        await Client.TakeAsync(Text, """{"prompt": "gone", "steps": 1, "width": 64, "height": 64}""");
        await Client.TakeAsync(Text, """{"prompt": "kept", "steps": 1, "width": 64, "height": 64, "save_images": true, "send_images": false}""");

        await Patience.UntilAsync(() => _server.Jobs.List([], owner: null, 0, 10).Count == 1);
        Assert.Equal("kept", Assert.Single(_server.Gallery.List(new GalleryQuery())).Request.Batches[0][0]);
        Assert.Single(Directory.GetFiles(_folder.PathOf("data/pictures"), "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_chosen_model_that_is_gone_is_told_of_and_no_other_paints_in_its_place()
    {
        await Client.TakeAsync("/sdapi/v1/options", """{"sd_model_checkpoint": "two"}""");
        File.Delete(_folder.PathOf("two.safetensors"));

        (HttpResponseMessage refused, JsonElement told) = await Client.PostAsync(Text, """{"prompt": "a fox", "steps": 1, "width": 64, "height": 64}""");
        await Client.TakeAsync(Text, """{"prompt": "a hare", "steps": 1, "width": 64, "height": 64, "override_settings": {"sd_model_checkpoint": "one"}}""");

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("there is no model 'two'", told.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("a hare", Assert.Single(_studio.Painted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_posted_back_whole_change_the_model_and_outlive_the_server()
    {
        (_, JsonElement options) = await Client.ReadAsync("/sdapi/v1/options");
        string changed = options.ToString().Replace("one.safetensors", "two.safetensors", StringComparison.Ordinal);

        Assert.Equal(JsonValueKind.Null, (await Client.TakeAsync("/sdapi/v1/options", changed)).ValueKind);
        await Client.TakeAsync(Text, """{"prompt": "a fox", "steps": 1, "width": 64, "height": 64}""");
        await _server.DisposeAsync();
        _server = await TestServer.StartAsync(_folder, _studio);
        (_, JsonElement again) = await Client.ReadAsync("/sdapi/v1/options");

        Assert.Equal(["two"], _studio.Opened);
        Assert.StartsWith("two.safetensors", again.GetProperty("sd_model_checkpoint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_cannot_be_written_down_are_not_changed()
    {
        Directory.CreateDirectory(_folder.PathOf("data/sdapi.json"));

        (HttpResponseMessage response, _) = await Client.PostAsync("/sdapi/v1/options", """{"sd_model_checkpoint": "two"}""");
        (_, JsonElement options) = await Client.ReadAsync("/sdapi/v1/options");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.StartsWith("one", options.GetProperty("sd_model_checkpoint").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.PathOf("data"), "*sdapi*"));
    }

    [Fact]
    public async Task An_overridden_model_paints_once_or_from_then_on_as_asked()
    {
        await Client.TakeAsync(Text, """{"prompt": "a", "steps": 1, "width": 64, "height": 64, "override_settings": {"sd_model_checkpoint": "two"}}""");
        (_, JsonElement restored) = await Client.ReadAsync("/sdapi/v1/options");
        await Client.TakeAsync(Text, """{"prompt": "b", "steps": 1, "width": 64, "height": 64, "override_settings": {"sd_model_checkpoint": "two"}, "override_settings_restore_afterwards": false}""");
        (_, JsonElement kept) = await Client.ReadAsync("/sdapi/v1/options");

        Assert.Equal(["two"], _studio.Opened);
        Assert.StartsWith("one", restored.GetProperty("sd_model_checkpoint").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("two", kept.GetProperty("sd_model_checkpoint").GetString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
