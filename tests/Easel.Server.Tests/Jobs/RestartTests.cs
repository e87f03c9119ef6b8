using System.Text.Json.Nodes;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Easel.Tests;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Tests.Jobs;

public sealed class RestartTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task A_server_that_ends_finishes_its_step_and_the_next_one_goes_on_with_the_jobs()
    {
        Job job;
        Job waiting;
        TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("long", 2);
        job = server.Jobs.Submit(TestServer.Ask("long", count: 2, steps: 4));
        waiting = server.Jobs.Submit(TestServer.Ask("waiting"));
        await hold.Reached;
        Task ending = server.DisposeAsync().AsTask();
        hold.Release();
        await ending;

        await using TestServer again = await TestServer.StartAsync(_folder, _studio);
        Assert.Equal(JobState.Done, (await again.FinishAsync(waiting)).State);
        Job done = again.Jobs.Find(job.Id)!;
        Assert.Equal((JobState.Done, 2), (done.State, done.Attempts));
        Assert.Equal(["long 7", "long 8", "waiting 7"], _studio.Painted);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("paused")]
    public async Task What_was_asked_of_a_running_job_holds_though_the_server_was_killed_before_its_step_was_done(string state)
    {
        JobState wanted = JobStates.Find(state)!.Value;
        Job job;
        await using (TestServer server = TestServer.Resting(_folder, _studio))
        {
            // As a killed server leaves it: no process ever wrote down that it stopped.
            job = server.Jobs.Submit(TestServer.Ask("a job"));
            server.Get<Database>().Write(connection =>
            {
                JobStore.SetState(connection, job.Id, JobState.Running, DateTimeOffset.UtcNow);
                JobStore.Wish(connection, job.Id, wanted);
            });
        }

        await using TestServer again = await TestServer.StartAsync(_folder, _studio);

        Assert.Equal(wanted, again.Jobs.Find(job.Id)!.State);
        Assert.Empty(_studio.Painted);
    }

    [Fact]
    public async Task A_picture_that_was_written_but_not_noted_down_is_not_painted_again_in_another_place()
    {
        Job job;
        string file;
        await using (TestServer server = await TestServer.StartAsync(_folder, _studio))
        {
            job = server.Jobs.Submit(TestServer.Ask("a job"));
            await server.FinishAsync(job);
            file = server.Data.PathOf(Assert.Single(server.Gallery.List(new())).File);
            server.Get<Database>().Write(connection =>
            {
                connection.Execute("DELETE FROM pictures");
                connection.Execute("UPDATE jobs SET state = 'running', finished = NULL");
            });
        }

        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await using TestServer again = await TestServer.StartAsync(_folder, _studio);
        await again.FinishAsync(job);

        Assert.Equal([file], Directory.GetFiles(again.Data.PathOf("pictures"), "*", SearchOption.AllDirectories));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Single(again.Gallery.List(new()));
    }

    [Fact]
    public async Task A_data_folder_is_used_by_one_server_at_a_time()
    {
        await using (TestServer.Resting(_folder, _studio))
        {
            IOException error = Assert.Throws<IOException>(() => TestServer.Resting(_folder, _studio));
            Assert.Equal($"The data folder {_folder.PathOf("data")} is in use by another server. Stop that one, or choose another folder: --data DIR", error.Message);
        }

        await using TestServer next = TestServer.Resting(_folder, _studio);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_new_data_folder_is_for_nobody_but_its_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows leaves that to the folder above.");
        await using TestServer server = TestServer.Resting(_folder, _studio);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.PathOf("data")));
    }

    [Theory]
    [InlineData("/data", "/home/me", "/data/easel/server")]
    [InlineData(null, "/home/me", "/home/me/.local/share/easel/server")]
    [InlineData("", "", null)]
    public void The_folder_where_none_is_named_is_the_users_place_for_data(string? data, string? home, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "They have a place of their own.");

        Assert.Equal(expected, Painting.UserData.Find(name => name switch
        {
            "XDG_DATA_HOME" => data,
            "HOME" => home,
            _ => null,
        }));
    }

    [Fact]
    public async Task A_database_of_a_newer_Easel_or_of_none_is_refused_and_left_as_it_is()
    {
        await using (TestServer server = TestServer.Resting(_folder, _studio))
        {
            server.Get<Database>().Write(connection => connection.Execute("PRAGMA user_version = 99"));
        }

        IOException newer = Assert.Throws<IOException>(() => TestServer.Resting(_folder, _studio));
        Assert.Contains("was written by a newer Easel (its version is 99, and this Easel knows 2)", newer.Message, StringComparison.Ordinal);

        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(_folder.PathOf("data/easel.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        IOException damaged = Assert.Throws<IOException>(() => TestServer.Resting(_folder, _studio));
        Assert.Contains("easel.db: the database cannot be opened: ", damaged.Message, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(_folder.PathOf("data/easel.db")).Length);
    }

    [Fact]
    public async Task Jobs_for_those_who_waited_are_forgotten_when_a_server_begins_unless_the_gallery_is_to_keep_them()
    {
        Job hidden, shown;
        await using (TestServer server = TestServer.Resting(_folder, _studio))
        {
            hidden = server.Jobs.Submit(TestServer.Ask("hidden") with { IsShown = false, Source = "sdapi" });
            shown = server.Jobs.Submit(TestServer.Ask("shown") with { Source = "sdapi" });
            server.Get<Database>().Write(connection => JobStore.SetState(connection, hidden.Id, JobState.Running, DateTimeOffset.UtcNow));
        }

        await using TestServer again = await TestServer.StartAsync(_folder, _studio);
        await again.FinishAsync(shown);

        Assert.Null(again.Jobs.Find(hidden.Id));
        Assert.Equal(["shown 7"], _studio.Painted);
        Assert.Equal("shown", Assert.Single(again.Gallery.List(new())).Request.Batches[0][0]);
    }

    [Fact]
    public async Task Jobs_wait_while_the_disk_is_full_and_go_on_when_there_is_room()
    {
        int refused = 0;
        _studio.Fault = _ => refused++ < 3 ? new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) : null;
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, time: new HastyClock());

        Job[] jobs = [.. Enumerable.Range(0, 2).Select(i => server.Jobs.Submit(TestServer.Ask($"{i}")))];
        foreach (Job job in jobs)
        {
            Assert.Equal(JobState.Done, (await server.FinishAsync(job)).State);
        }

        Assert.True(refused > 3);
        Assert.Equal(["0 7", "1 7"], _studio.Painted);
    }

    [Fact]
    public async Task What_keeps_jobs_from_being_painted_is_told_until_it_is_better()
    {
        string file = Path.Combine(_folder.Path, "data", "pictures", "a.png");
        bool isFull = true;
        _studio.Fault = _ => isFull ? new IOException($"{file}: No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) : null;
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, time: new HastyClock());
        Assert.Null(await ObstacleAsync(server));

        Job job = server.Jobs.Submit(TestServer.Ask("a fox"));
        await Patience.UntilAsync(() => server.Get<Obstacle>().Now is not null);
        Assert.Equal("the disk is full.", await ObstacleAsync(server));
        Studio.Hold hold = _studio.HoldAt("a fox", 2);
        isFull = false;

        // As soon as there is a step, not only when all is painted.
        await hold.Reached;
        await Patience.UntilAsync(() => server.Get<Obstacle>().Now is null);
        Assert.Null(await ObstacleAsync(server));
        hold.Release();
        await server.FinishAsync(job);
    }

    [Fact]
    public async Task A_disk_that_was_full_is_told_of_no_more_when_nothing_waits_for_it()
    {
        _studio.Fault = _ => new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, time: new HastyClock());

        Job job = server.Jobs.Submit(TestServer.Ask("a fox"));
        await Patience.UntilAsync(() => server.Get<Obstacle>().Now is not null);
        server.Jobs.Cancel(job.Id);

        await Patience.UntilAsync(() => server.Get<Obstacle>().Now is null);
    }

    [Fact]
    public async Task Jobs_of_programs_are_forgotten_an_hour_after_they_are_over_and_those_of_the_gallery_are_not()
    {
        StoppedClock clock = new();
        await using TestServer server = await TestServer.StartAsync(_folder, _studio, time: clock);
        Job hidden = server.Jobs.Submit(TestServer.Ask("hidden") with { IsShown = false });
        Job shown = server.Jobs.Submit(TestServer.Ask("shown"));
        await server.FinishAsync(hidden);
        await server.FinishAsync(shown);

        clock.Advance(Janitor.HiddenKept);
        Assert.Equal(0, server.Get<Janitor>().Tidy());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, server.Get<Janitor>().Tidy());

        Assert.Null(server.Jobs.Find(hidden.Id));
        Assert.NotNull(server.Jobs.Find(shown.Id));
        Assert.Single(Directory.GetFiles(server.Data.PathOf("pictures"), "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string?> ObstacleAsync(TestServer server)
    {
        JsonNode status = JsonNode.Parse(await server.Client.GetStringAsync("/api/v1/status", TestContext.Current.CancellationToken))!;
        return (string?)status["obstacle"];
    }
}
