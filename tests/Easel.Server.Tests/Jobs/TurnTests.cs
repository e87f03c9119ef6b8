using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

public sealed class TurnTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task Two_models_do_not_alternate_though_their_jobs_do()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("0", 1);
        Job[] jobs = [.. Enumerable.Range(0, 12).Select(i => server.Jobs.Submit(TestServer.Ask($"{i}", model: i % 2 == 0 ? "one" : "two")))];
        await hold.Reached;
        hold.Release();
        await Task.WhenAll(jobs.Select(server.FinishAsync));

        Assert.Equal(["one", "two"], _studio.Opened);
        Assert.Equal(["0 7", "2 7", "4 7", "6 7", "8 7", "10 7", "1 7", "3 7", "5 7", "7 7", "9 7", "11 7"], _studio.Painted);
    }

    [Fact]
    public async Task A_job_of_another_model_is_overtaken_only_so_often()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("first", 1);
        server.Jobs.Submit(TestServer.Ask("first"));
        await hold.Reached;
        Job other = server.Jobs.Submit(TestServer.Ask("other", model: "two"));
        Job many = server.Jobs.Submit(TestServer.Ask("many", count: TurnPolicy.MostOvertaking + 5));
        hold.Release();
        await server.FinishAsync(other);
        await server.FinishAsync(many);

        string[] painted = [.. _studio.Painted];
        Assert.Equal(1 + TurnPolicy.MostOvertaking, Array.IndexOf(painted, "other 7"));
        Assert.Equal(["one", "two", "one"], _studio.Opened);
        Assert.Equal(TurnPolicy.MostOvertaking + 7, painted.Length);
    }

    [Fact]
    public void A_job_is_overtaken_only_so_long_and_the_next_one_anew()
    {
        StoppedClock clock = new();
        TurnPolicy policy = new(clock);

        Assert.True(policy.MayOvertake("a"));
        clock.Advance(TurnPolicy.MostWaiting - TimeSpan.FromSeconds(1));
        Assert.True(policy.MayOvertake("a"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(policy.MayOvertake("a"));
        policy.Took("a");
        Assert.True(policy.MayOvertake("b"));
    }

    [Fact]
    public async Task A_job_of_higher_priority_comes_before_the_pictures_that_a_running_one_has_left()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("many", 2);
        Job many = server.Jobs.Submit(TestServer.Ask("many", count: 3));
        await hold.Reached;
        Studio.Hold urgent = _studio.HoldAt("urgent", 1);
        server.Jobs.Submit(TestServer.Ask("urgent", model: "two", priority: 1));
        hold.Release();
        await urgent.Reached;

        Assert.Equal(JobState.Queued, server.Jobs.Find(many.Id)!.State);
        Assert.Equal((2, 3), server.Jobs.Pending());
        urgent.Release();
        await server.FinishAsync(many);
        Assert.Equal(["many 7", "urgent 7", "many 8", "many 9"], _studio.Painted);
    }

    [Fact]
    public async Task Pictures_of_one_size_are_painted_side_by_side_and_others_wait_until_these_are_done()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, together: 3);
        Studio.Hold[] holds = [.. ((string[])["a", "b", "c"]).Select(prompt => _studio.HoldAt(prompt, 2))];
        JobRequest wide = TestServer.Ask("wide");
        Job a = server.Jobs.Submit(TestServer.Ask("a"));
        Job other = server.Jobs.Submit(wide with { Request = wide.Request with { Width = 128 } });
        Job[] jobs = [a, .. ((string[])["b", "c", "d"]).Select(prompt => server.Jobs.Submit(TestServer.Ask(prompt)))];

        await Task.WhenAll(holds.Select(hold => hold.Reached));
        Assert.Equal([a.Id, jobs[1].Id, jobs[2].Id], server.Jobs.Running.Select(progress => progress.Job));
        Assert.Equal(1, server.Jobs.PlaceOf(other.Id));
        Assert.Empty(_studio.Painted);
        foreach (Studio.Hold hold in holds)
        {
            hold.Release();
        }

        await Task.WhenAll(jobs.Append(other).Select(server.FinishAsync));
        Assert.Equal(["a 7", "b 7", "c 7", "d 7", "wide 7"], _studio.Painted.Order());
        Assert.Equal(["one"], _studio.Opened);
    }

    [Fact]
    public async Task Pictures_of_one_job_are_painted_side_by_side_and_its_progress_counts_them_all()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, together: 2);
        Studio.Hold first = _studio.HoldAt("three", 4);
        Job job = server.Jobs.Submit(TestServer.Ask("three", count: 3, steps: 4));
        await first.Reached;
        await server.UntilAsync(job.Id, JobState.Running);
        await Patience.UntilAsync(() => server.Gallery.List(new()).Count == 2 && server.Jobs.ProgressOf(job.Id)?.Picture == 3);

        JobProgress progress = server.Jobs.ProgressOf(job.Id)!;
        Assert.Equal((3, 3, 3, 4), (progress.Picture, progress.Pictures, progress.Step, progress.Steps));
        first.Release();
        Assert.Equal(JobState.Done, (await server.FinishAsync(job)).State);
        Assert.Equal([0, 1, 2], server.Gallery.List(new() { Job = job.Id }).Select(picture => picture.Index).Order());
    }

    public void Dispose() => _folder.Dispose();
}
