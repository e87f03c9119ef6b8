using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

public sealed class QueueTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task Jobs_are_painted_by_priority_and_then_in_their_order()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("first", 1);
        Job first = server.Jobs.Submit(TestServer.Ask("first"));
        await hold.Reached;

        Job[] others =
        [
            server.Jobs.Submit(TestServer.Ask("low", priority: -3)), server.Jobs.Submit(TestServer.Ask("second")),
            server.Jobs.Submit(TestServer.Ask("third")), server.Jobs.Submit(TestServer.Ask("high", priority: 3)),
        ];
        Assert.Equal([4, 2, 3, 1], others.Select(job => server.Jobs.PlaceOf(job.Id)!.Value));
        Assert.Equal((5, 5), server.Jobs.Pending());
        Assert.Equal([first.Id, others[3].Id, others[1].Id, others[2].Id, others[0].Id], server.Jobs.List([], null, 0, 10).Select(job => job.Id));
        hold.Release();
        await server.FinishAsync(others[0]);

        Assert.Equal(["first 7", "high 7", "second 7", "third 7", "low 7"], _studio.Painted);
        Assert.Equal((0, 0), server.Jobs.Pending());
    }

    [Fact]
    public async Task A_job_is_moved_before_another_any_number_of_times_and_takes_its_priority()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        Job[] jobs = [.. Enumerable.Range(0, 4).Select(i => server.Jobs.Submit(TestServer.Ask($"{i}", priority: i == 0 ? 2 : 0)))];

        // Two that take each other's place halve what is between them: sixty halves are none.
        for (int i = 0; i < 60; i++)
        {
            Assert.True(server.Jobs.Move(jobs[3].Id, null, jobs[2].Id));
            Assert.True(server.Jobs.Move(jobs[2].Id, null, jobs[3].Id));
        }

        Assert.Equal(["0", "1", "2", "3"], Queued(server));
        Assert.True(server.Jobs.Move(jobs[3].Id, null, jobs[0].Id));
        Assert.Equal(["3", "0", "1", "2"], Queued(server));
        Assert.Equal(2, server.Jobs.Find(jobs[3].Id)!.Asked.Priority);
        Assert.True(server.Jobs.Move(jobs[3].Id, -1, null));
        Assert.Equal(["0", "1", "2", "3"], Queued(server));
        Assert.False(server.Jobs.Move("0123456789abcdef0123456789abcdef", 1, null));
        Assert.Throws<JobRefusedException>(() => server.Jobs.Move(jobs[3].Id, null, "none"));
        Assert.Throws<JobRefusedException>(() => server.Jobs.Move(jobs[3].Id, 11, null));
    }

    [Fact]
    public async Task A_job_is_moved_behind_another_any_number_of_times_and_takes_its_priority()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        Job[] jobs = [.. Enumerable.Range(0, 4).Select(i => server.Jobs.Submit(TestServer.Ask($"{i}", priority: i == 0 ? 2 : 0)))];

        for (int i = 0; i < 60; i++)
        {
            Assert.True(server.Jobs.Move(jobs[2].Id, null, null, jobs[1].Id));
            Assert.True(server.Jobs.Move(jobs[3].Id, null, null, jobs[1].Id));
        }

        Assert.Equal(["0", "1", "3", "2"], Queued(server));
        Assert.True(server.Jobs.Move(jobs[1].Id, null, null, jobs[2].Id));
        Assert.Equal(["0", "3", "2", "1"], Queued(server));
        Assert.True(server.Jobs.Move(jobs[2].Id, null, null, jobs[0].Id));
        Assert.Equal(["0", "2", "3", "1"], Queued(server));
        Assert.Equal(2, server.Jobs.Find(jobs[2].Id)!.Asked.Priority);
        Assert.Equal("after", Assert.Throws<JobRefusedException>(() => server.Jobs.Move(jobs[3].Id, null, null, "none")).Field);
    }

    [Fact]
    public async Task Cancel_ends_a_waiting_job_at_once_and_a_running_one_behind_its_step_and_keeps_its_pictures()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold first = _studio.HoldAt("run", 3);
        Job run = server.Jobs.Submit(TestServer.Ask("run", count: 3, steps: 3));
        await first.Reached;
        Studio.Hold second = _studio.HoldAt("run", 2);
        first.Release();
        await UntilPicturesAsync(server, run, 1);
        await second.Reached;
        Job waiting = server.Jobs.Submit(TestServer.Ask("wait"));

        Assert.True(server.Jobs.Cancel(waiting.Id));
        Assert.Equal(JobState.Cancelled, server.Jobs.Find(waiting.Id)!.State);
        Assert.True(server.Jobs.Cancel(run.Id));
        second.Release();
        Assert.Equal(JobState.Cancelled, (await server.FinishAsync(run)).State);
        Assert.Equal([0], PicturesOf(server, run));

        Assert.True(server.Jobs.Retry(run.Id));
        Assert.Equal(JobState.Done, (await server.FinishAsync(run)).State);
        Assert.Equal([0, 1, 2], PicturesOf(server, run));
        Assert.Equal(["run 7", "run 8", "run 9"], _studio.Painted);
        Assert.False(server.Jobs.Cancel("0123456789abcdef0123456789abcdef"));
    }

    [Fact]
    public async Task A_paused_job_lets_others_by_and_keeps_its_place()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("slow", 2);
        Job slow = server.Jobs.Submit(TestServer.Ask("slow", steps: 5));
        await hold.Reached;
        Studio.Hold next = _studio.HoldAt("next", 1);
        server.Jobs.Submit(TestServer.Ask("next"));
        Job last = server.Jobs.Submit(TestServer.Ask("last"));

        server.Jobs.Pause(slow.Id);
        Assert.Equal(JobState.Running, server.Jobs.Find(slow.Id)!.State);
        hold.Release();
        await next.Reached;
        Assert.Equal(JobState.Paused, server.Jobs.Find(slow.Id)!.State);
        server.Jobs.Resume(slow.Id);
        Assert.Equal((1, 2), (server.Jobs.PlaceOf(slow.Id)!.Value, server.Jobs.PlaceOf(last.Id)!.Value));
        next.Release();
        await server.FinishAsync(last);

        Assert.Equal(["next 7", "slow 7", "last 7"], _studio.Painted);
        Assert.Equal(2, server.Jobs.Find(slow.Id)!.Attempts);
    }

    [Fact]
    public async Task A_skipped_picture_is_not_painted_and_the_next_one_is()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("three", 2);
        Job job = server.Jobs.Submit(TestServer.Ask("three", count: 3, steps: 3));
        await hold.Reached;

        Assert.True(server.Jobs.Skip(job.Id));
        hold.Release();

        Assert.Equal(JobState.Done, (await server.FinishAsync(job)).State);
        Assert.Equal([1, 2], PicturesOf(server, job));
        Assert.False(server.Jobs.Skip(job.Id));
    }

    [Fact]
    public async Task A_job_that_fails_says_why_and_the_next_one_is_painted()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        _studio.Fault = prompt => prompt == "wrong" ? new Diffusion.GenerationException("It cannot be painted.") : null;
        Job wrong = server.Jobs.Submit(TestServer.Ask("wrong"));
        Job right = server.Jobs.Submit(TestServer.Ask("right"));

        Assert.Equal(JobState.Done, (await server.FinishAsync(right)).State);
        Job failed = server.Jobs.Find(wrong.Id)!;
        Assert.Equal((JobState.Failed, "It cannot be painted."), (failed.State, failed.Error));

        _studio.Fault = _ => null;
        server.Jobs.Retry(wrong.Id);
        Job done = await server.FinishAsync(wrong);
        Assert.Equal((JobState.Done, null, 2), (done.State, done.Error, done.Attempts));
    }

    [Fact]
    public async Task Only_a_job_that_is_over_is_forgotten_and_its_pictures_stay_if_the_gallery_shows_them()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Job shown = server.Jobs.Submit(TestServer.Ask("shown"));
        Job hidden = server.Jobs.Submit(TestServer.Ask("hidden") with { IsShown = false });
        Studio.Hold hold = _studio.HoldAt("runs", 1);
        Job runs = server.Jobs.Submit(TestServer.Ask("runs"));
        await hold.Reached;

        Assert.Throws<JobRefusedException>(() => server.Jobs.Forget(runs.Id));
        Assert.Equal("shown", Assert.Single(server.Gallery.List(new())).Request.Batches[0][0]);
        Assert.Single(server.Gallery.List(new() { Job = hidden.Id }));
        Assert.True(server.Jobs.Forget(shown.Id) && server.Jobs.Forget(hidden.Id));
        Assert.False(server.Jobs.Forget(shown.Id));
        Assert.Null(server.Jobs.Find(shown.Id));
        Assert.Empty(server.Gallery.List(new() { Job = hidden.Id }));
        Assert.Equal(["shown"], Directory.GetFiles(server.Data.PathOf("pictures"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file).StartsWith(shown.Id, StringComparison.Ordinal) ? "shown" : file));
        hold.Release();
    }

    [Fact]
    public async Task When_a_job_is_done_nothing_is_left_of_what_it_needed()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        JobRequest asked = TestServer.Ask("from a picture", count: 2);
        asked = asked with { Request = asked.Request with { Initial = new(new Imaging.Image(64, 64, new byte[64 * 64 * 3])) { Strength = 0.5 } } };
        Job job = server.Jobs.Submit(asked);

        Assert.Equal(JobState.Done, (await server.FinishAsync(job)).State);
        await Patience.UntilAsync(() => !Directory.Exists(server.Data.JobOf(job.Id)));
        Assert.Equal(0.5, server.Jobs.Find(job.Id)!.Asked.Request.Initial!.Strength);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Queued(TestServer server) => [.. server.Jobs.List([JobState.Queued], null, 0, 10).Select(job => job.Asked.Request.Batches[0][0])];

    private static int[] PicturesOf(TestServer server, Job job) => [.. server.Gallery.List(new() { Job = job.Id, Take = 100 }).Select(picture => picture.Index).Order()];

    private static Task UntilPicturesAsync(TestServer server, Job job, int count) => Patience.UntilAsync(() => PicturesOf(server, job).Length >= count);
}
