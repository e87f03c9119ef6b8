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

    public void Dispose() => _folder.Dispose();

    private static StudyBody SeedsTo(int last) => new()
    {
        Axes = [new AxisBody { Name = "seed", Values = [string.Create(CultureInfo.InvariantCulture, $"1-{last}")] }],
        Request = new JobBody { Prompt = "a fox", Steps = 1, Width = 64, Height = 64 },
    };
}
