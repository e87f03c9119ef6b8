using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Server.Api.Bodies;
using Easel.Server.Api.Events;
using Easel.Server.Api.Problems;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Easel.Server.Studies;
using Easel.Server.Tests.Api;
using Easel.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Tests.Studies;

public sealed class StudyTests : IDisposable
{
    private static readonly JobState[] s_open = [JobState.Queued, JobState.Running, JobState.Paused];

    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

        await Patience.UntilAsync(() => server.Jobs.List(s_open, owner: null, 0, 1000).Count == 0);
    }

    [Fact]
    public async Task Cells_for_which_there_was_no_room_are_submitted_when_there_is_some()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio, new ServerLimits { QueueLength = 2 });
        StudyDesk desk = server.Get<StudyDesk>();
        StudyStore store = server.Get<StudyStore>();
        StudyRow study = Insert(server, SeedsTo(4), cells: 4);

        desk.Round(Cancel);
        string?[] first = [.. store.Cells(study.Id).Select(cell => cell.Job)];
        Assert.Equal([true, true, false, false], first.Select(job => job is not null));
        server.Jobs.Cancel(first[0]!);
        server.Jobs.Cancel(first[1]!);
        desk.Round(Cancel);

        string?[] all = [.. store.Cells(study.Id).Select(cell => cell.Job)];
        Assert.Equal(first[..2], all[..2]);
        Assert.Equal(4, all.OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task A_database_that_cannot_be_read_for_a_while_stops_no_study()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        StudyRow study = Insert(server, SeedsTo(1), cells: 1);

        server.Get<Database>().Write(connection => connection.Execute("ALTER TABLE study_cells RENAME TO away"));
        server.Get<StudyDesk>().Round(Cancel);
        server.Get<Database>().Write(connection => connection.Execute("ALTER TABLE away RENAME TO study_cells"));
        server.Get<StudyDesk>().Round(Cancel);

        Assert.NotNull(Assert.Single(server.Get<StudyStore>().Cells(study.Id)).Job);
    }

    [Fact]
    public async Task An_event_that_could_not_be_described_can_be_later()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        StudyRow study = Insert(server, SeedsTo(1), cells: 1);
        StudyChanged happened = new(1, study.Id, "");
        using MemoryStream sent = new();
        DefaultHttpContext context = new() { Response = { Body = sent } };

        server.Get<Database>().Write(connection => connection.Execute("ALTER TABLE studies RENAME TO away"));
        await Assert.ThrowsAsync<SqliteException>(() => server.Get<EventStream>().WriteAsync(context, happened));
        server.Get<Database>().Write(connection => connection.Execute("ALTER TABLE away RENAME TO studies"));
        await server.Get<EventStream>().WriteAsync(context, happened);

        await context.Response.BodyWriter.FlushAsync(Cancel);
        Assert.StartsWith("id: 1\nevent: study\n", Encoding.UTF8.GetString(sent.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sheet_that_was_made_goes_with_a_picture_that_is_erased()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        StudyStore store = server.Get<StudyStore>();
        StudyRow study = server.Get<StudyDesk>().Begin(SeedsTo(2), owner: "");
        await Patience.UntilAsync(() => store.Cells(study.Id).All(cell => cell.State == JobState.Done));
        byte[] sheet = server.Get<SheetPrinter>().Print(study);
        string path = Path.Combine(server.Data.StudyOf(study.Id), "sheet.png");
        Assert.Equal(sheet, await File.ReadAllBytesAsync(path, Cancel));

        server.Gallery.Erase(store.Cells(study.Id)[0].Picture!);
        Assert.False(File.Exists(path));

        // As if it had been made at the same time.
        await File.WriteAllBytesAsync(path, sheet, Cancel);
        Assert.Throws<ConflictException>(() => server.Get<SheetPrinter>().Print(study));
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(100, "a fox", "request.width")]
    [InlineData(64, null, "request.prompt")]
    public async Task What_is_wrong_with_a_studys_request_is_named_where_it_stands(int width, string? prompt, string field)
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        StudyBody body = SeedsTo(2);

        JobRefusedException error = Assert.Throws<JobRefusedException>(() => server.Get<StudyDesk>().Begin(body with { Request = body.Request! with { Width = width, Prompt = prompt } }, owner: ""));

        Assert.Equal(field, error.Field);
    }

    [Fact]
    public async Task A_parameter_that_is_none_is_refused_without_naming_one_that_is_not_offered_here()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        StudyBody body = SeedsTo(2) with { Axes = [new AxisBody { Name = "precisio", Values = ["full"] }] };

        JobRefusedException error = Assert.Throws<JobRefusedException>(() => server.Get<StudyDesk>().Begin(body, owner: ""));

        Assert.Equal("axes[0].name", error.Field);
        Assert.StartsWith("'precisio' cannot be compared", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_for_which_there_never_is_room_is_refused_and_not_told_to_wait()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio, new ServerLimits { QueueLengthPerToken = 3 });

        JobRefusedException error = Assert.Throws<JobRefusedException>(() => server.Get<StudyDesk>().Begin(SeedsTo(4), owner: ""));

        Assert.Equal("axes", error.Field);
        Assert.Contains("4 pictures, and 3 may wait", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Studies_that_are_begun_at_once_take_no_more_room_than_there_is()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio, new ServerLimits { QueueLength = 10 });
        StudyDesk desk = server.Get<StudyDesk>();
        using Barrier together = new(4);

        Task<StudyRow>[] begun = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(Cancel);
                return desk.Begin(SeedsTo(3), owner: "");
            },
            TaskCreationOptions.LongRunning))];

        await Assert.ThrowsAsync<QueueFullException>(() => Task.WhenAll(begun));
        StudyRow[] there = [.. begun.Where(study => study.IsCompletedSuccessfully).Select(study => study.Result)];
        Assert.Equal(3, there.Length);
        Assert.All(there, study => Assert.All(server.Get<StudyStore>().Cells(study.Id), cell => Assert.NotNull(cell.Job)));
    }

    public void Dispose() => _folder.Dispose();

    private static StudyRow Insert(TestServer server, StudyBody body, int cells)
    {
        StudyRow study = new(server.Get<SortableId>().Next(), "", DateTimeOffset.UtcNow, body with { Request = body.Request! with { Seed = 7 } }, IsCancelled: false);
        server.Get<StudyStore>().Insert(study, cells);
        return study;
    }

    private static StudyBody SeedsTo(int last) => new()
    {
        Axes = [new AxisBody { Name = "seed", Values = [string.Create(CultureInfo.InvariantCulture, $"1-{last}")] }],
        Request = new JobBody { Prompt = "a fox", Steps = 1, Width = 64, Height = 64 },
    };
}
