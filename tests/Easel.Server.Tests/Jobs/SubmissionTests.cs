using Easel.Server.Jobs;
using Easel.Server.Storage;
using Easel.Tests;

namespace Easel.Server.Tests.Jobs;

/// <summary>Many who submit at the same time.</summary>
public sealed class SubmissionTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task Two_hundred_at_once_are_in_the_queue_each_once_and_each_at_a_place_of_its_own()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);

        Job[] jobs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => server.Jobs.SubmitAsync(TestServer.Ask($"{i}")), TestContext.Current.CancellationToken)));

        Assert.Equal((200, 200), server.Jobs.Pending());
        Assert.Equal(200, jobs.Select(job => job.Id).Distinct().Count());
        Assert.Equal(200, jobs.Select(job => job.Order).Distinct().Count());
        Assert.Equal(jobs.OrderBy(job => job.Order).Select(job => job.Id), server.Jobs.List([JobState.Queued], owner: null, 0, 1000).Select(job => job.Id));
    }

    [Fact]
    public async Task Those_who_come_together_wait_for_the_disk_together()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        Database database = server.Get<Database>();
        Task<Job>[] submitted = [];

        // While somebody else writes, all of them come.
        long before = database.Write(_ =>
        {
            submitted = [.. Enumerable.Range(0, 50).Select(i => server.Jobs.SubmitAsync(TestServer.Ask($"{i}")))];
            return database.Writes;
        });
        await Task.WhenAll(submitted);

        // That one; one that had begun to wait; and the rest.
        Assert.InRange(database.Writes - before, 2, 3);
        Assert.Equal((50, 50), server.Jobs.Pending());
    }

    [Fact]
    public async Task Who_finds_no_room_hinders_none_of_those_he_came_with()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio, new ServerLimits { QueueLength = 30 });

        Task<Job>[] submitted = [.. Enumerable.Range(0, 100).Select(i => Task.Run(() => server.Jobs.SubmitAsync(TestServer.Ask($"{i}")), TestContext.Current.CancellationToken))];
        await Task.WhenAll(submitted).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.Equal(30, submitted.Count(job => job.IsCompletedSuccessfully));
        Assert.All(submitted.Where(job => job.IsFaulted), job => Assert.IsType<QueueFullException>(job.Exception!.InnerException));
        Assert.Equal((30, 30), server.Jobs.Pending());
    }

    [Fact]
    public async Task A_key_that_comes_many_times_at_once_is_one_job()
    {
        await using TestServer server = TestServer.Resting(_folder, _studio);
        JobRequest keyed = TestServer.Ask("keyed") with { Key = "once" };

        Job[] jobs = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => server.Jobs.SubmitAsync(keyed), TestContext.Current.CancellationToken)));

        Assert.Single(jobs.Select(job => job.Id).Distinct());
        Assert.Equal((1, 1), server.Jobs.Pending());
    }

    public void Dispose() => _folder.Dispose();
}
