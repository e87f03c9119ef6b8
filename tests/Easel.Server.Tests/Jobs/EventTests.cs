using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

public sealed class EventTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_follows_a_job_is_told_all_of_it_in_its_order_and_then_that_it_is_over()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("a job", 1);
        Job job = server.Jobs.Submit(TestServer.Ask("a job", count: 2, steps: 2));
        Task<List<JobEvent>> following = FollowAsync(server, job.Id, 0);
        await hold.Reached;
        await Task.Delay(50, Cancel);
        hold.Release();

        List<JobEvent> events = await following;

        Assert.Equal(events.Select(happened => happened.Number).Order(), events.Select(happened => happened.Number));
        string[] steps = [.. events.OfType<JobStepped>().Select(step => $"{step.Progress.Picture}/{step.Progress.Pictures} {step.Progress.Step}/{step.Progress.Steps} {step.Progress.Fraction}")];
        Assert.Equal(((string[])["1/2 1/2 0.25", "1/2 2/2 0.5", "2/2 1/2 0.75", "2/2 2/2 1"]).Where(steps.Contains), steps);
        Assert.Equal("2/2 2/2 1", steps[^1]);
        Assert.Equal([0, 1], events.OfType<JobPainted>().Select(painted => painted.Picture.Index));
        Assert.Equal(JobState.Done, Assert.IsType<JobChanged>(events[^1]).Now.State);
    }

    [Fact]
    public async Task Who_lost_the_connection_is_told_what_was_missed()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("a job", 1);
        Job job = server.Jobs.Submit(TestServer.Ask("a job", count: 3));
        Task<List<JobEvent>> following = FollowAsync(server, job.Id, 0);
        await hold.Reached;
        hold.Release();
        List<JobEvent> all = await following;
        JobPainted seen = all.OfType<JobPainted>().First();

        List<JobEvent> missed = await FollowAsync(server, job.Id, seen.Number);

        Assert.Equal(all.Where(happened => happened.Number > seen.Number && happened is not JobStepped).Select(happened => happened.Number), missed.Select(happened => happened.Number));
        Assert.Equal([1, 2], missed.OfType<JobPainted>().Select(painted => painted.Picture.Index));
    }

    [Fact]
    public async Task Who_comes_when_all_is_over_or_for_no_job_is_not_kept_waiting()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Job job = server.Jobs.Submit(TestServer.Ask("a job"));
        await server.FinishAsync(job);

        Assert.Equal(JobState.Done, Assert.IsType<JobChanged>(Assert.Single(await FollowAsync(server, job.Id, 0))).Now.State);
        Assert.Empty(await FollowAsync(server, "none", 0));
        await Assert.ThrowsAsync<JobRefusedException>(() => server.Jobs.WhenOverAsync("none", Cancel));
    }

    [Fact]
    public async Task Numbers_go_on_when_a_server_is_started_again_and_who_was_there_before_is_told_how_all_stands()
    {
        Job job;
        long last;
        await using (TestServer server = await TestServer.StartAsync(_folder, _studio))
        {
            job = server.Jobs.Submit(TestServer.Ask("a job", count: 2));
            await server.FinishAsync(job);
            last = server.Get<JobEvents>().Last;
        }

        await using TestServer again = await TestServer.StartAsync(_folder, _studio);
        List<JobEvent> told = await FollowAsync(again, job.Id, last - 1);

        Assert.IsType<EventsMissed>(told[0]);
        Assert.All(told, happened => Assert.True(happened.Number > last));
        Assert.Equal([0, 1], told.OfType<JobPainted>().Select(painted => painted.Picture.Index));
        Assert.Equal(JobState.Done, Assert.IsType<JobChanged>(told[^1]).Now.State);
    }

    [Fact]
    public async Task Who_reads_slowly_misses_steps_but_no_state_and_no_picture()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("a job", 1);
        Job job = server.Jobs.Submit(TestServer.Ask("a job", count: 3, steps: 200));
        await using IAsyncEnumerator<JobEvent> slow = server.Jobs.FollowAsync(null, 0, Cancel).GetAsyncEnumerator(Cancel);
        ValueTask<bool> first = slow.MoveNextAsync();
        await hold.Reached;
        hold.Release();
        await server.FinishAsync(job);

        List<JobEvent> events = [];
        for (bool more = await first; more; more = await slow.MoveNextAsync())
        {
            events.Add(slow.Current);
            if (slow.Current is JobChanged { Now.IsOver: true })
            {
                break;
            }
        }

        Assert.Equal(3, events.OfType<JobPainted>().Count());
        Assert.InRange(events.OfType<JobStepped>().Count(), 1, 10);
        Assert.Equal(events.Select(happened => happened.Number).Order(), events.Select(happened => happened.Number));
    }

    [Fact]
    public async Task Who_does_not_read_at_all_is_let_go()
    {
        using JobFollower follower = new(null, _ => { });
        for (int i = 0; i <= JobFollower.MostWaiting; i++)
        {
            follower.Add(new JobWarned(i, "job", "line"));
        }

        Assert.Null(await follower.NextAsync(Cancel));
    }

    [Fact]
    public async Task When_the_server_ends_who_follows_is_let_go_at_once()
    {
        TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("a job", 1);
        Job job = server.Jobs.Submit(TestServer.Ask("a job"));
        await hold.Reached;
        Task<List<JobEvent>> following = FollowAsync(server, null, 0);
        Task<Job> waiting = server.FinishAsync(job);
        Task ending = server.DisposeAsync().AsTask();

        await following.PatientlyAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        hold.Release();
        await ending;
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<JobEvent>> FollowAsync(TestServer server, string? id, long after)
    {
        List<JobEvent> events = [];
        await foreach (JobEvent happened in server.Jobs.FollowAsync(id, after, Cancel))
        {
            events.Add(happened);
        }

        return events;
    }
}
