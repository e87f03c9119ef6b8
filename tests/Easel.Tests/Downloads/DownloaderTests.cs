namespace Easel.Tests.Downloads;

public sealed class DownloaderTests : IDisposable
{
    private readonly DownloadRun _run = new();

    [Fact]
    public async Task A_file_arrives_whole_and_nothing_else_is_left()
    {
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content));

        string sha256 = await _run.DownloadAsync(_run.File(server.Address()));

        Assert.Equal(_run.File().Sha256, sha256);
        _run.RequireWhole();
        Assert.Equal("identity", Assert.Single(server.Requests).Header("Accept-Encoding"));
    }

    [Fact]
    public async Task A_download_that_is_cut_twenty_times_arrives_whole_and_takes_no_byte_twice()
    {
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content) with { CutAfter = request.Number < 20 ? 10_000 : null });

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal(Enumerable.Range(0, 21).Select(i => 10_000 * i), server.Requests.Select(request => request.From));
        Assert.All(server.Requests.Skip(1), request => Assert.Equal("\"one\"", request.Header("If-Range")));
        Assert.Equal(20, _run.Pauses.Count);
        Assert.All(_run.Pauses, pause => Assert.Equal(TimeSpan.FromSeconds(1), pause));
    }

    [Fact]
    public async Task What_is_kept_of_one_run_is_hashed_again_and_continued_by_the_next()
    {
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content) with { CutAfter = request.From == 0 ? 100_000 : 0 });
        string message = await _run.FailAsync(_run.File(server.Address()));
        Assert.Contains("5 times in a row without anything new", message);
        Assert.EndsWith("100 kB of it are kept: the same command goes on from there.", message);
        Assert.Equal(["weights.bin.partial", "weights.bin.partial.json"], _run.Files);

        server.Answer = request => ServerAnswer.File(request, _run.Content);
        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal(100_000, _run.Reread);
        Assert.Equal(100_000, server.Requests[^1].From);
    }

    [Fact]
    public async Task Pauses_grow_while_nothing_comes_and_begin_anew_once_something_did()
    {
        _run.Options = _run.Options with { Patience = 4, LongestPause = TimeSpan.FromSeconds(3) };
        using FileServer server = new(request => request.Number is 3 ? ServerAnswer.File(request, _run.Content) with { CutAfter = 5 } : new ServerAnswer(500, []));

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Equal([1, 2, 3, 1, 1, 2, 3], _run.Pauses.Select(pause => pause.TotalSeconds));
        Assert.Contains("is in trouble (500), 4 times in a row without anything new.", message);
    }

    [Fact]
    public async Task Jitter_takes_up_to_half_of_a_pause()
    {
        _run.Options = _run.Options with { Patience = 2, Jitter = () => 0 };
        using FileServer server = new(_ => new ServerAnswer(500, []));

        await _run.FailAsync(_run.File(server.Address()));

        Assert.Equal([TimeSpan.FromSeconds(0.5)], _run.Pauses);
    }

    [Fact]
    public async Task A_mirror_that_falls_silent_is_asked_again()
    {
        _run.Options = _run.Options with { IdleTimeout = TimeSpan.FromMilliseconds(150) };
        using FileServer server = new(request => request.Number == 0
            ? ServerAnswer.File(request, _run.Content) with { CutAfter = 50_000, Stalls = true }
            : ServerAnswer.File(request, _run.Content));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal("127.0.0.1 was silent for 0.2 s. It is asked again in 1 s.", Assert.Single(_run.Notes));
        Assert.Equal(50_000, server.Requests[1].From);
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_has_arrived()
    {
        using CancellationTokenSource interrupt = new();
        _run.OnArrival = done => interrupt.Cancel();
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content) with { CutAfter = 40_000, Stalls = true });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.DownloadUntilAsync(_run.File(server.Address()), interrupt.Token));

        Assert.InRange(new FileInfo(_run.Part).Length, 1, 40_000);
        Assert.False(File.Exists(_run.Destination + ".lock"));
    }

    [Fact]
    public async Task An_old_file_stays_until_the_new_one_is_whole()
    {
        File.WriteAllText(_run.Destination, "old");
        using FileServer server = new(_ => new ServerAnswer(404, []));
        await _run.FailAsync(_run.File(server.Address()));
        Assert.Equal("old", File.ReadAllText(_run.Destination));

        server.Answer = request => ServerAnswer.File(request, _run.Content);
        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
    }

    [Fact]
    public async Task Two_at_once_do_not_write_one_file()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource interrupt = new();
        _run.OnArrival = _ => begun.TrySetResult();
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content) with { CutAfter = 1000, Stalls = true });
        Task<string> first = _run.DownloadUntilAsync(_run.File(server.Address()), interrupt.Token);
        await begun.Task;

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Contains("another easel is downloading it at this moment", message);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        server.Answer = request => ServerAnswer.File(request, _run.Content);
        await _run.DownloadAsync(_run.File(server.Address()));
        _run.RequireWhole();
    }

    [Fact]
    public async Task Room_is_asked_for_before_anything_is_fetched()
    {
        _run.Options = _run.Options with { FreeSpace = _ => 1_000_000 };
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content));

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.StartsWith("300 kB are to come, but the disk of ", message);
        Assert.Contains("has 1.0 MB free", message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_disk_that_fills_up_ends_it_and_what_arrived_is_kept()
    {
        _run.Options = _run.Options with { Wrap = stream => new FullStream(stream, room: 150_000) };
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content));

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Contains("weights.bin.partial cannot be written: No space left on device", message);
        Assert.Contains("What has arrived is kept", message);
        Assert.Single(server.Requests);
        _run.Options = _run.Options with { Wrap = stream => stream };
        await _run.DownloadAsync(_run.File(server.Address()));
        _run.RequireWhole();
        Assert.True(server.Requests[1].From > 0);
    }

    public void Dispose() => _run.Dispose();

    private sealed class FullStream(Stream inner, long room) : MemoryStream
    {
        private long _room = room;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _room -= buffer.Length;
            return _room >= 0 ? inner.WriteAsync(buffer, cancellationToken) : throw new IOException("No space left on device", 28);
        }
    }
}
