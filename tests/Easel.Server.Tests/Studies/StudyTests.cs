using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Server.Api.Bodies;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Easel.Server.Studies;
using Easel.Server.Tests.Api;
using Easel.Tests;

namespace Easel.Server.Tests.Studies;

public sealed class StudyTests : IDisposable
{
    private static readonly JobState[] s_open = [JobState.Queued, JobState.Running, JobState.Paused];

    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task Cells_that_a_killed_server_had_not_noted_are_painted_by_the_next_and_none_twice()
    {
        StudyRow study;
        await using (TestServer killed = TestServer.Resting(_folder, _studio))
        {
            study = killed.Get<StudyDesk>().Begin(SeedsTo(4), owner: "");

            // Of the third cell the job is in the queue, but the server did not come to note it; the fourth it did not come to submit.
            killed.Get<Database>().Write(connection => connection.Execute("DELETE FROM jobs WHERE key LIKE '% 3'; UPDATE study_cells SET job = NULL WHERE place >= 2"));
        }

        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        await Patience.UntilAsync(() => server.Get<StudyStore>().Cells(study.Id).All(cell => cell.State == JobState.Done));

        Assert.Equal(["a fox 1", "a fox 2", "a fox 3", "a fox 4"], _studio.Painted.Order());
    }

    [Fact]
    public async Task A_study_that_is_cancelled_while_its_cells_are_submitted_leaves_none_in_the_queue()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("a fox", 1);
        Task<(int Status, JsonNode? Body)> beginning = server.PostAsync("/api/v1/studies", SeedsTo(150));
        await hold.Reached;

        string id = Assert.Single(server.Get<StudyStore>().List(owner: null, 0, 10)).Id;
        await server.PostAsync($"/api/v1/studies/{id}/cancel", body: null);
        await beginning;
        hold.Release();

        await Patience.UntilAsync(() => server.Jobs.Running.Count == 0);
        Assert.Empty(server.Jobs.List(s_open, owner: null, 0, 1000));
    }

    [Fact]
    public async Task What_is_listed_can_be_compared_and_what_is_the_servers_own_is_not_listed()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        string[] listed = [.. (await server.GetAsync("/api/v1/options")).Body!["axes"]!.AsArray().Select(axis => (string)axis!["name"]!)];

        (int status, JsonNode? problem) = await server.PostAsync("/api/v1/studies", Study("precision", "full", "autocast"));

        Assert.Equal(400, status);
        Assert.Contains("easel serve --precision", (string?)problem!["errors"]!["axes[0].name"]![0], StringComparison.Ordinal);
        Assert.DoesNotContain("precision", listed);
        Assert.Contains("sampler", listed);
    }

    public void Dispose() => _folder.Dispose();

    private static StudyBody SeedsTo(int last) => Study("seed", string.Create(CultureInfo.InvariantCulture, $"1-{last}"));

    private static StudyBody Study(string axis, params string[] values) => new()
    {
        Axes = [new AxisBody { Name = axis, Values = values }],
        Request = new JobBody { Prompt = "a fox", Steps = 1, Width = 64, Height = 64 },
    };
}
