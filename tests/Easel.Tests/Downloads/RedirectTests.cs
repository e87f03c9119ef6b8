namespace Easel.Tests.Downloads;

public sealed class RedirectTests : IDisposable
{
    private readonly DownloadRun _run = new();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_followed_with_the_range(int status)
    {
        using FileServer server = new(request => request.Path == "/weights.bin"
            ? new ServerAnswer(status, [], "Location: /blob?x=1")
            : ServerAnswer.File(request, _run.Content) with { CutAfter = request.Number < 2 ? 1000 : null });

        await _run.DownloadAsync(_run.File(server.Address()));

        _run.RequireWhole();
        Assert.Equal(["/weights.bin", "/blob?x=1", "/weights.bin", "/blob?x=1"], server.Requests.Select(request => request.Path));
        Assert.Equal(1000, server.Requests[3].From);
    }

    [Fact]
    public async Task A_loop_ends()
    {
        using FileServer server = new(_ => new ServerAnswer(302, [], "Location: /weights.bin"));

        Assert.Contains("redirects more than 10 times.", await _run.FailAsync(_run.File(server.Address())));
        Assert.Equal(11, server.Requests.Length);
    }

    [Fact]
    public async Task The_token_goes_to_the_first_host_only()
    {
        using FileServer other = new(request => ServerAnswer.File(request, _run.Content));
        using FileServer hub = new(_ => new ServerAnswer(302, [], $"Location: {other.Address()}"));
        _run.Options = _run.Options with { Token = "hf_secret", TokenHosts = ["127.0.0.1"] };

        await _run.DownloadAsync(_run.File(hub.Address()));

        _run.RequireWhole();
        Assert.Equal("Bearer hf_secret", Assert.Single(hub.Requests).Header("Authorization"));
        Assert.Null(Assert.Single(other.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task Not_even_after_coming_back()
    {
        Uri back = new("http://127.0.0.1");
        using FileServer other = new(_ => new ServerAnswer(302, [], $"Location: {back}"));
        using FileServer hub = new(request => request.Path == "/weights.bin" ? new ServerAnswer(302, [], $"Location: {other.Address()}") : ServerAnswer.File(request, _run.Content));
        back = hub.Address("back");
        _run.Options = _run.Options with { Token = "hf_secret", TokenHosts = ["127.0.0.1"] };

        await _run.DownloadAsync(_run.File(hub.Address()));

        Assert.Null(hub.Requests[1].Header("Authorization"));
    }

    [Fact]
    public async Task Hosts_that_the_catalogue_does_not_name_never_see_it()
    {
        using FileServer server = new(request => ServerAnswer.File(request, _run.Content));
        _run.Options = _run.Options with { Token = "hf_secret", TokenHosts = ["huggingface.co"] };

        await _run.DownloadAsync(_run.File(server.Address()));

        Assert.Null(Assert.Single(server.Requests).Header("Authorization"));
    }

    [Theory]
    [InlineData("hf_secret", "The token in HF_TOKEN was sent: it is wrong, or its owner has not accepted")]
    [InlineData(null, "It may want its terms accepted on the model's page there, and a token of yours: HF_TOKEN=hf_...")]
    public async Task Who_is_refused_is_told_about_the_token(string? token, string advice)
    {
        using FileServer server = new(_ => new ServerAnswer(403, []));
        _run.Options = _run.Options with { Token = token, TokenHosts = ["127.0.0.1"] };

        Assert.Contains(advice, await _run.FailAsync(_run.File(server.Address())));
    }

    [Fact]
    public async Task Http_is_for_this_machine_only()
    {
        using FileServer server = new(_ => new ServerAnswer(302, [], "Location: http://mirror.invalid/weights.bin"));

        Assert.Contains("is http at mirror.invalid, where anybody on the way could change the file; --allow-http allows it.", await _run.FailAsync(_run.File(server.Address())));
        Assert.Contains("is http at mirror.invalid", await _run.FailAsync(_run.File(new Uri("http://mirror.invalid/weights.bin"))));

        _run.Options = _run.Options with { AllowsHttp = true, Patience = 1 };
        Assert.Contains("cannot be reached", await _run.FailAsync(_run.File(new Uri("http://mirror.invalid/weights.bin"))));
    }

    [Fact]
    public async Task Other_schemes_and_no_whereto_are_refused()
    {
        using FileServer server = new(request => new ServerAnswer(302, [], request.Path == "/file" ? "Location: file:///etc/passwd" : "X: none"));

        Assert.Contains("leads to file:, which is not read.", await _run.FailAsync(_run.File(server.Address("file"))));
        Assert.Contains("redirects, but does not say whereto.", await _run.FailAsync(_run.File(server.Address())));
    }

    public void Dispose() => _run.Dispose();
}
