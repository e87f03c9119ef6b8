using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Easel.Diffusion;
using Easel.Imaging.Png;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.Api;

/// <summary><c>/api/v1</c> as clients see it.</summary>
public sealed class JobApiTests
{
    private static readonly string[] s_styles = ["watercolor"];
    private static readonly string[] s_precisions = ["full"];
    private static readonly string[] s_steps = ["1", "900"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_submitted_painted_and_found_in_the_gallery()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());

        (int status, JsonNode? job) = await server.PostAsync("/api/v1/jobs", new { prompt = "a red fox", count = 2, seed = 11, steps = 2, width = 64, height = 64 });
        JsonNode done = await server.FinishAsync(job!);

        Assert.Equal(201, status);
        Assert.Equal("done", (string?)done["state"]);
        Assert.Equal([11, 12], done["pictures"]!.AsArray().Select(picture => (long)picture!["seed"]!));
        JsonNode picture = (await server.GetAsync("/api/v1/pictures?text=fox&take=1")).Body![0]!;
        Assert.Equal(12, (long)picture["request"]!["seed"]!);
        byte[] file = await server.Client.GetByteArrayAsync((string)picture["url"]!, Cancel);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), (string?)picture["sha256"]);
        byte[] thumbnail = await server.Client.GetByteArrayAsync($"{(string)picture["thumbnail"]!}?side=32", Cancel);
        Assert.Equal([0xFF, 0xD8], thumbnail[..2]);
    }

    [Fact]
    public async Task What_a_job_is_asked_again_with_is_what_it_answers()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());
        JsonNode first = (await server.PostAsync("/api/v1/jobs", new { prompt = "a lake", sampler = "DPM++ 2M Karras", steps = 3, width = 64, height = 64, styles = s_styles, fast = "1" })).Body!;

        JsonNode second = (await server.PostAsync("/api/v1/jobs", first["request"])).Body!;

        Assert.Equal(first["request"]!.ToJsonString(), second["request"]!.ToJsonString());
        Assert.Equal("dpmpp_2m", (string?)first["request"]!["sampler"]);
        Assert.Equal("karras", (string?)first["request"]!["schedule"]);
        Assert.Contains("watercolor", (string?)first["request"]!["prompt"], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, "cover")]
    [InlineData("stretch", "stretch")]
    public async Task How_a_picture_to_begin_with_was_given_its_size_is_told_of_a_job_and_its_pictures(string? asked, string told)
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());
        string picture = Convert.ToBase64String(PngFile.Encode(new Easel.Imaging.Image(32, 16, new byte[32 * 16 * 3])));

        JsonNode job = (await server.PostAsync("/api/v1/jobs", new { prompt = "a lake", steps = 2, width = 64, height = 64, initial = new { image = picture, strength = 0.5, fit = asked } })).Body!;
        JsonNode done = await server.FinishAsync(job);

        Assert.Equal(told, (string?)job["request"]!["initial"]!["fit"]);
        Assert.Equal(told, (string?)done["request"]!["initial"]!["fit"]);
        Assert.Equal(told, (string?)done["pictures"]![0]!["request"]!["initial"]!["fit"]);
    }

    [Fact]
    public async Task A_full_queue_answers_429_with_Retry_After()
    {
        using TestFolder folder = new();
        Studio studio = new();
        Studio.Hold hold = studio.HoldAt("a", 1);
        await using TestServer server = await TestServer.StartAsync(folder, studio, new ServerLimits { QueueLength = 1 });
        await server.PostAsync("/api/v1/jobs", new { prompt = "a", steps = 2, width = 64, height = 64 });
        await hold.Reached;
        await server.PostAsync("/api/v1/jobs", new { prompt = "b", steps = 2, width = 64, height = 64 });

        using HttpResponseMessage full = await server.Client.PostAsJsonAsync("/api/v1/jobs", new { prompt = "c", steps = 2, width = 64, height = 64 }, Cancel);

        hold.Release();
        Assert.Equal(HttpStatusCode.TooManyRequests, full.StatusCode);
        Assert.True(full.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("queue is full", await full.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_paused_moved_resumed_cancelled_and_forgotten()
    {
        using TestFolder folder = new();
        Studio studio = new();
        Studio.Hold hold = studio.HoldAt("a", 1);
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        JsonNode first = (await server.PostAsync("/api/v1/jobs", new { prompt = "a", steps = 2, width = 64, height = 64 })).Body!;
        await hold.Reached;
        string id = (string)(await server.PostAsync("/api/v1/jobs", new { prompt = "b", steps = 2, width = 64, height = 64 })).Body!["id"]!;

        Assert.Equal("paused", (string?)(await server.PostAsync($"/api/v1/jobs/{id}/pause", null)).Body!["state"]);
        Assert.Equal(5, (int?)(await server.SendAsync(HttpMethod.Patch, $"/api/v1/jobs/{id}", new { priority = 5 })).Body!["priority"]);
        Assert.Equal(1, (int?)(await server.PostAsync($"/api/v1/jobs/{id}/resume", null)).Body!["place"]);
        string next = (string)(await server.PostAsync("/api/v1/jobs", new { prompt = "c", steps = 2, width = 64, height = 64 })).Body!["id"]!;
        JsonNode behind = (await server.SendAsync(HttpMethod.Patch, $"/api/v1/jobs/{id}", new { after = next })).Body!;
        Assert.Equal((2, 0), ((int)behind["place"]!, (int)behind["priority"]!));
        foreach ((object wrong, string field) in ((object, string)[])[(new { after = "x" }, "after"), (new { after = new string('0', 32) }, "after"), (new { after = next, before = next }, "after"), (new { after = next, priority = 1 }, "priority"), (new { }, "")])
        {
            (int status, JsonNode? problem) = await server.SendAsync(HttpMethod.Patch, $"/api/v1/jobs/{id}", wrong);
            Assert.Equal((400, field), (status, Assert.Single(problem!["errors"]!.AsObject()).Key));
        }

        await server.PostAsync($"/api/v1/jobs/{next}/cancel", null);
        Assert.Equal(409, (await server.SendAsync(HttpMethod.Delete, $"/api/v1/jobs/{id}")).Status);
        Assert.Equal("cancelled", (string?)(await server.PostAsync($"/api/v1/jobs/{id}/cancel", null)).Body!["state"]);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, $"/api/v1/jobs/{id}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/api/v1/jobs/{id}")).Status);
        hold.Release();
        await server.FinishAsync(first);
    }

    [Fact]
    public async Task Events_begin_with_how_all_stands_and_end_with_the_job()
    {
        using TestFolder folder = new();
        Studio studio = new();
        Studio.Hold hold = studio.HoldAt("a", 2);
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        JsonNode job = (await server.PostAsync("/api/v1/jobs", new { prompt = "a", steps = 3, width = 64, height = 64 })).Body!;
        await hold.Reached;

        using HttpResponseMessage response = await server.Client.GetAsync($"/api/v1/jobs/{job["id"]}/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        hold.Release();
        string text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] names = [.. text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line["event: ".Length..])];
        Assert.Equal("job", names[0]);
        Assert.Contains("step", names);
        Assert.Contains("picture", names);
        Assert.Equal("job", names[^1]);
        Assert.Contains("\"state\":\"done\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_tells_its_settings_and_an_upload_is_begun_with()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());
        JsonNode done = await server.FinishAsync((await server.PostAsync("/api/v1/jobs", new { prompt = "a fox", negativePrompt = "blur", seed = 5, steps = 2, width = 64, height = 64 })).Body!);
        byte[] file = await server.Client.GetByteArrayAsync((string)done["pictures"]![0]!["url"]!, Cancel);

        JsonNode settings = (await server.PostFileAsync("/api/v1/settings", file)).Body!;
        (int status, JsonNode? upload) = await server.PostFileAsync("/api/v1/uploads", file);
        JsonNode again = (await server.PostAsync("/api/v1/jobs", new { prompt = "b", steps = 2, initial = new { image = (string)upload!["id"]!, strength = 0.5 } })).Body!;

        Assert.Equal("easel", (string?)settings["source"]);
        Assert.Equal(("a fox", "blur", 5L), ((string?)settings["request"]!["prompt"], (string?)settings["request"]!["negativePrompt"], (long)settings["request"]!["seed"]!));
        Assert.Equal(201, status);
        Assert.Equal((64, 64, 0.5), ((int)again["request"]!["width"]!, (int)again["request"]!["height"]!, (double)again["request"]!["initial"]!["strength"]!));
    }

    [Fact]
    public async Task A_study_is_jobs_of_the_queue_and_a_sheet()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());
        var body = new { axes = new[] { new { name = "steps", values = new[] { "1", "2" } }, new { name = "seed", values = new[] { "1-3" } } }, request = new { prompt = "a fox", width = 64, height = 64 } };

        (int status, JsonNode? study) = await server.PostAsync("/api/v1/studies", body);
        string id = (string)study!["id"]!;
        string events = await server.Client.GetStringAsync($"/api/v1/studies/{id}/events", Cancel);
        JsonNode done = (await server.GetAsync($"/api/v1/studies/{id}")).Body!;
        byte[] sheet = await server.Client.GetByteArrayAsync((string)done["sheet"]!, Cancel);

        Assert.Equal(201, status);
        Assert.Contains("event: study", events, StringComparison.Ordinal);
        Assert.Equal(("done", 6, 6), ((string?)done["state"], (int)done["progress"]!["done"]!, done["cells"]!.AsArray().Count));
        Assert.Equal(["1", "3"], done["cells"]![4]!["labels"]!.AsArray().Select(label => (string?)label));
        Assert.Equal("PNG"u8.ToArray(), sheet[1..4]);
    }

    [Theory]
    [InlineData("cover", 16)]
    [InlineData("stretch", 24)]
    public async Task Each_cell_of_a_study_begins_with_the_picture_and_its_mask(string fit, int columns)
    {
        using TestFolder folder = new();
        Studio studio = new();
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        string picture = ForeignRequests.Plain(128, 64, 10, 200, 30);
        string mask = ForeignRequests.Mask(128, 64, 0, 0, 48, 64);
        var body = new { axes = new[] { new { name = "strength", values = new[] { "0.4", "0.8" } } }, request = new { prompt = "a fox", steps = 2, width = 64, height = 64, initial = new { image = picture, fit }, mask = new { image = mask, blending = "demo" } } };

        (int status, JsonNode? study) = await server.PostAsync("/api/v1/studies", body);
        string events = await server.Client.GetStringAsync($"/api/v1/studies/{study!["id"]}/events", Cancel);
        (int black, JsonNode? problem) = await server.PostAsync("/api/v1/studies", new { body.axes, request = new { prompt = "a", width = 64, height = 64, initial = new { image = picture }, mask = new { image = ForeignRequests.Plain(128, 64, 0, 0, 0) } } });
        byte[] sheet = await server.Client.GetByteArrayAsync($"/api/v1/studies/{study["id"]}/sheet", Cancel);

        Assert.Equal((201, "PNG"), (status, System.Text.Encoding.ASCII.GetString(sheet[1..4])));
        Assert.Contains("\"state\":\"done\"", events, StringComparison.Ordinal);
        Assert.Equal([0.4, 0.8], studio.Requests.Select(request => request.Initial!.Strength).Order());
        Assert.All(studio.Requests, request => Assert.Equal(MaskBlending.AsDemo, request.Initial!.Blending));

        // Of 48 columns of 128, half are left when it is squeezed; 32 are cut off at either side when it is cut.
        Assert.All(studio.Requests, request => Assert.Equal(columns * 64, request.Initial!.Mask!.Pixels.ToArray().Count(pixel => pixel == 255)));
        Assert.All(studio.Requests, request => Assert.Equal([(byte)10, (byte)200, (byte)30], request.Initial!.Picture.Pixels.ToArray()[..3]));
        Assert.Equal(400, black);
        Assert.Contains("black all over", (string?)problem!["errors"]!["request.mask"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_study_cannot_change_here_is_not_offered()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());

        string[] offered = [.. (await server.GetAsync("/api/v1/options")).Body!["axes"]!.AsArray().Select(axis => (string)axis!["name"]!)];
        (int status, JsonNode? problem) = await server.PostAsync("/api/v1/studies", new { axes = new[] { new { name = "precision", values = s_precisions } }, request = new { prompt = "a" } });

        Assert.Contains("steps", offered);
        Assert.DoesNotContain("precision", offered);
        Assert.Equal(400, status);
        Assert.Contains("easel study can compare it", (string?)problem!["errors"]!["axes[0].name"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_that_cannot_be_painted_is_refused_before_a_cell_is_queued()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());

        (int status, JsonNode? problem) = await server.PostAsync("/api/v1/studies", new { axes = new[] { new { name = "steps", values = s_steps } }, request = new { prompt = "a", width = 64, height = 64 } });

        Assert.Equal(400, status);
        Assert.Contains("1 to 500", (string?)problem!["errors"]!["axes[0].values"]![0], StringComparison.Ordinal);
        Assert.Empty((await server.GetAsync("/api/v1/jobs")).Body!.AsArray());
    }
}
