using System.Text.Json.Nodes;
using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Api;

/// <summary>What <c>/events</c> tells of pictures and studies.</summary>
public sealed class EventApiTests : IDisposable
{
    private static readonly string[] s_steps = ["1", "2"];

    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task Changed_and_erased_pictures_and_forgotten_jobs_are_told()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        JsonNode job = await server.FinishAsync((await server.PostAsync("/api/v1/jobs", new { prompt = "a fox", steps = 1, width = 64, height = 64 })).Body!);
        string id = (string)job["pictures"]![0]!["id"]!;
        using EventReader events = await EventReader.OpenAsync(server.Client);

        await server.SendAsync(HttpMethod.Patch, $"/api/v1/pictures/{id}", new { favourite = true });
        await server.SendAsync(HttpMethod.Patch, $"/api/v1/pictures/{id}", new { deleted = true });
        await server.SendAsync(HttpMethod.Patch, $"/api/v1/pictures/{id}", new { deleted = false });
        await server.SendAsync(HttpMethod.Delete, $"/api/v1/pictures/{id}");
        await server.SendAsync(HttpMethod.Delete, $"/api/v1/jobs/{job["id"]}");
        List<(string Name, JsonNode Data)> told = await events.UntilAsync((name, _) => name == "jobForgotten");

        Assert.Equal(["pictureChanged", "pictureChanged", "pictureChanged", "pictureErased", "jobForgotten"], told.Select(happened => happened.Name));
        Assert.Equal([(true, false), (true, true), (true, false)], told.Take(3).Select(happened => ((bool)happened.Data["favourite"]!, happened.Data["deleted"] is not null)));
        Assert.True((bool)told[0].Data["shown"]!);
        Assert.Equal((id, (string)job["id"]!), ((string)told[3].Data["id"]!, (string)told[3].Data["job"]!));
        Assert.Equal((string)job["id"]!, (string)told[4].Data["id"]!);
    }

    [Fact]
    public async Task A_study_is_told_from_its_beginning_to_its_end_and_that_it_was_forgotten()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        using EventReader events = await EventReader.OpenAsync(server.Client);

        string id = (string)(await server.PostAsync("/api/v1/studies", new { axes = new[] { new { name = "steps", values = s_steps } }, request = new { prompt = "a fox", width = 64, height = 64 } })).Body!["id"]!;
        List<(string Name, JsonNode Data)> told = await events.UntilAsync((name, study) => name == "study" && (string?)study["state"] == "done");
        string erased = (string)told[^1].Data["cells"]![1]!["picture"]!["id"]!;
        await server.SendAsync(HttpMethod.Delete, $"/api/v1/pictures/{erased}");

        // How it is when an event is read is told, which may be more than once the same.
        await events.UntilAsync((name, study) => name == "study" && (int)study["progress"]!["done"]! == 1);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, $"/api/v1/studies/{id}")).Status);
        JsonNode forgotten = (await events.UntilAsync((name, _) => name == "studyForgotten"))[^1].Data;

        JsonNode[] studies = [.. told.Where(happened => happened.Name == "study").Select(happened => happened.Data)];
        Assert.All(studies, study => Assert.Equal(id, (string)study["id"]!));
        Assert.Equal(studies.Select(study => (int)study["progress"]!["done"]!).Order(), studies.Select(study => (int)study["progress"]!["done"]!));
        Assert.Equal((2, 2), ((int)studies[^1]["progress"]!["done"]!, (int)studies[^1]["progress"]!["cells"]!));
        Assert.Equal(id, (string)forgotten["id"]!);
    }

    [Fact]
    public async Task Who_follows_a_study_that_is_over_is_told_so_and_is_not_kept()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, time: new HastyClock());
        string id = (string)(await server.PostAsync("/api/v1/studies", new { axes = new[] { new { name = "steps", values = s_steps } }, request = new { prompt = "a fox", width = 64, height = 64 } })).Body!["id"]!;
        string first = await server.Client.GetStringAsync($"/api/v1/studies/{id}/events", TestContext.Current.CancellationToken);

        string again = await server.Client.GetStringAsync($"/api/v1/studies/{id}/events", TestContext.Current.CancellationToken);

        Assert.Contains("\"state\":\"done\"", first, StringComparison.Ordinal);
        Assert.Equal(1, again.Split("event: study").Length - 1);
        await Patience.UntilAsync(() => server.Get<JobEvents>().Followers == 0, () => "Somebody still follows.");
    }

    [Fact]
    public async Task Nobody_is_told_of_anothers_pictures_jobs_and_studies()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, change: options => options with { Tokens = new Dictionary<string, string> { ["first-token"] = "token", ["second-token"] = "token2" } });
        using EventReader others = await EventReader.OpenAsync(server.Client, "second-token");

        string study = (string)(await AskAsync(HttpMethod.Post, "/api/v1/studies", new { axes = new[] { new { name = "steps", values = s_steps } }, request = new { prompt = "mine", width = 64, height = 64 } }, "first-token"))!["id"]!;
        foreach (Job cell in server.Jobs.List([], "token", 0, 10))
        {
            await server.FinishAsync(cell);
        }

        string picture = server.Gallery.List(new())[0].Id;
        await AskAsync(HttpMethod.Patch, $"/api/v1/pictures/{picture}", new { favourite = true }, "first-token");
        await AskAsync(HttpMethod.Delete, $"/api/v1/pictures/{picture}", null, "first-token");
        await AskAsync(HttpMethod.Delete, $"/api/v1/studies/{study}", null, "first-token");
        await AskAsync(HttpMethod.Delete, $"/api/v1/jobs/{server.Jobs.List([], "token", 0, 10)[0].Id}", null, "first-token");
        string own = (string)(await AskAsync(HttpMethod.Post, "/api/v1/jobs", new { prompt = "yours", steps = 1, width = 64, height = 64 }, "second-token"))!["id"]!;
        List<(string Name, JsonNode Data)> told = await others.UntilAsync((name, job) => name == "job" && (string?)job["state"] == "done");

        Assert.NotEmpty(told);
        Assert.All(told, happened => Assert.Equal(own, (string?)(happened.Data["job"] ?? happened.Data["id"])));

        async Task<JsonNode?> AskAsync(HttpMethod method, string path, object? body, string token) => (await server.SendAsync(method, path, body, ("Authorization", $"Bearer {token}"))).Body;
    }

    [Fact]
    public async Task Changes_of_a_study_crowd_nothing_else_out()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        JobEvents events = server.Get<JobEvents>();
        events.Publish(number => new JobWarned(number, "job", "line"));
        long seen = events.Last;
        events.Publish(number => new JobWarned(number, "job", "missed"));
        for (int i = 0; i < 2 * JobEvents.Kept; i++)
        {
            events.Publish(number => new StudyChanged(number, "study", ""));
        }

        using JobFollower follower = events.Follow(null, seen, out IReadOnlyList<JobEvent> missed, out bool isWhole);

        Assert.True(isWhole);
        Assert.Equal([typeof(JobWarned), typeof(StudyChanged)], missed.Select(happened => happened.GetType()));
        Assert.Equal(events.Last, missed[^1].Number);
    }

    public void Dispose() => _folder.Dispose();
}
