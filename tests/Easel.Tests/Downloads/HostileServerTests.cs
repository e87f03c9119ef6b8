namespace Easel.Tests.Downloads;

public sealed class HostileServerTests : IDisposable
{
    private readonly DownloadRun _run = new();

    [Theory]
    [InlineData(400_000)]
    [InlineData(100_000)]
    public async Task A_file_of_another_length_is_not_even_begun(int length)
    {
        using FileServer server = new(_ => new ServerAnswer(200, new byte[length]));

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Contains($"has another file in this place: {length} bytes, wanted are 300000.", message);
        Assert.Single(server.Requests);
        Assert.Empty(_run.Files);
    }

    [Fact]
    public async Task More_than_the_file_has_is_not_taken()
    {
        using FileServer server = new(_ => new ServerAnswer(200, [.. _run.Content, 1, 2, 3]) { SaysLength = -1 });

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Contains("sends more than the 300000 bytes that the file has.", message);
        Assert.Empty(_run.Files);
    }

    [Fact]
    public async Task Less_than_the_file_has_is_gone_on_with()
    {
        using FileServer server = new(request => request.From == 0 ? new ServerAnswer(200, _run.Content[..99_999]) { SaysLength = -1 } : ServerAnswer.File(request, _run.Content));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.StartsWith("127.0.0.1 ended after 99999 of 300000 bytes.", Assert.Single(_run.Notes));
    }

    [Fact]
    public async Task Wrong_bytes_do_not_get_the_name_and_the_next_mirror_is_asked()
    {
        byte[] wrong = [.. _run.Content];
        wrong[123] ^= 1;
        using FileServer server = new(request => ServerAnswer.File(request, request.Path.Contains("bad", StringComparison.Ordinal) ? wrong : _run.Content));

        string message = await _run.FailAsync(_run.File(server.Address("bad")));
        Assert.Contains("gave another file: its SHA-256 is ", message);
        Assert.Contains($"wanted is {_run.File().Sha256}.", message);
        Assert.Empty(_run.Files);

        await _run.DownloadAsync(_run.File(server.Address("bad"), server.Address()));
        _run.RequireWhole();
    }

    [Fact]
    public async Task Pieces_that_do_not_fit_together_are_fetched_anew_from_the_same_mirror()
    {
        File.WriteAllBytes(_run.Part, new byte[1000]);
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal([1000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_file_that_changes_between_attempts_begins_anew()
    {
        byte[] old = new byte[_run.Content.Length];
        using FileServer server = new(request => request.Number == 0
            ? ServerAnswer.File(request, old) with { CutAfter = 70_000 }
            : ServerAnswer.File(request, _run.Content, "\"two\""));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal("\"one\"", server.Requests[1].Header("If-Range"));
        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public async Task So_does_one_of_a_server_that_does_not_know_conditions()
    {
        using FileServer server = new(request =>
        {
            ServerRequest unconditional = request with { Headers = request.Headers.Where(header => header.Key != "If-Range").ToDictionary() };
            return request.Number == 0 ? ServerAnswer.File(request, new byte[_run.Content.Length]) with { CutAfter = 70_000 } : ServerAnswer.File(unconditional, _run.Content, "\"two\"");
        });

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal([0, 70_000, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_all_again()
    {
        using FileServer server = new(request => new ServerAnswer(200, _run.Content) { CutAfter = request.Number == 0 ? 70_000 : null });

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal(70_000, server.Requests[1].From);
    }

    [Fact]
    public async Task One_that_ignores_ranges_and_is_always_cut_is_left_in_the_end()
    {
        using FileServer server = new(_ => new ServerAnswer(200, _run.Content) { CutAfter = 70_000 });

        string message = await _run.FailAsync(_run.File(server.Address()));

        Assert.Contains("5 times in a row without anything new", message);
        Assert.Equal(6, server.Requests.Length);
    }

    [Fact]
    public async Task Bytes_from_another_place_than_asked_are_not_taken()
    {
        using FileServer server = new(request => request.Number switch
        {
            0 => ServerAnswer.File(request, _run.Content) with { CutAfter = 70_000 },
            1 => new ServerAnswer(206, _run.Content[10..], "Content-Range: bytes 10-299999/300000"),
            _ => ServerAnswer.File(request, _run.Content),
        });

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Contains(_run.Notes, note => note.Contains("sends bytes from 10 on, which were not asked for", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, "does not let this user have it (401). It wants a login that Easel has no way to give.")]
    [InlineData(403, "does not let this user have it (403). It wants a login that Easel has no way to give.")]
    [InlineData(404, "does not have the file any more (404).")]
    [InlineData(410, "does not have the file any more (410).")]
    [InlineData(418, "answers 418 Said, not with a file.")]
    public async Task A_mirror_without_the_file_is_left_at_once_for_the_next(int status, string why)
    {
        using FileServer server = new(request => request.Path == "/gone" ? new ServerAnswer(status, []) : ServerAnswer.File(request, _run.Content));

        await _run.DownloadAsync(_run.File(server.Address("gone"), server.Address()));

        _run.RequireWhole();
        Assert.Equal($"127.0.0.1 {why}", Assert.Single(_run.Notes));
        Assert.Empty(_run.Pauses);
    }

    [Fact]
    public async Task Bytes_behind_the_end_are_answered_with_416_and_fetched_anew()
    {
        using FileServer server = new(request => request.From > 0 ? new ServerAnswer(416, []) : ServerAnswer.File(request, _run.Content));
        File.WriteAllBytes(_run.Part, _run.Content[..200]);

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Contains("has no bytes behind those that are here", Assert.Single(_run.Notes));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_needs_no_server()
    {
        File.WriteAllBytes(_run.Part, _run.Content);
        using FileServer server = new(_ => new ServerAnswer(500, []));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("X: no", 1)]
    public async Task A_busy_mirror_is_left_alone_as_long_as_it_asks(string header, int seconds)
    {
        using FileServer server = new(request => request.Number == 0 ? new ServerAnswer(429, [], header) : ServerAnswer.File(request, _run.Content));

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal([TimeSpan.FromSeconds(seconds)], _run.Pauses);
    }

    [Fact]
    public async Task One_that_asks_for_an_hour_is_left()
    {
        using FileServer server = new(_ => new ServerAnswer(503, [], "Retry-After: 3600"));

        Assert.Contains("is busy (503), and asks to come back in 60 minutes.", await _run.FailAsync(_run.File(server.Address())));
        Assert.Empty(_run.Pauses);
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_the_file_is_no_file()
    {
        using FileServer server = new(_ => new ServerAnswer(200, [.. "<html>log in"u8], "Content-Type: text/html; charset=utf-8") { SaysLength = -1 });

        Assert.Contains("answers with a web page instead of the file", await _run.FailAsync(_run.File(server.Address())));
    }

    [Fact]
    public async Task Nobody_at_an_address_is_told_as_that()
    {
        Uri nobody;
        using (FileServer server = new(_ => new ServerAnswer(500, [])))
        {
            nobody = server.Address();
        }

        Assert.Contains("cannot be reached (", await _run.FailAsync(_run.File(nobody)));
    }

    [Fact]
    public async Task Without_a_known_hash_a_part_is_gone_on_with_only_if_the_mirror_says_that_it_is_the_same()
    {
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content) with { CutAfter = request.Number == 0 ? 70_000 : null });
        await _run.DownloadAsync(_run.File(server.Address()) with { Sha256 = null });
        _run.RequireWhole();
        Assert.Equal(70_000, server.Requests[1].From);

        using FileServer untagged = new(request => ServerAnswer.File(request, _run.Content, tag: null) with { CutAfter = request.Number == 0 ? 70_000 : null });
        await _run.DownloadAsync(_run.File(untagged.Address()) with { Sha256 = null });
        _run.RequireWhole();
        Assert.Equal(0, untagged.Requests[1].From);
    }

    public void Dispose() => _run.Dispose();
}
