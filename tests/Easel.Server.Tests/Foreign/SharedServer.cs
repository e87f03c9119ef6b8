using Easel.Tests;

namespace Easel.Server.Tests.Foreign;

/// <summary>A server that the tests of a class have in common, one after another.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    /// <summary>The prompt that nobody can paint.</summary>
    internal const string Broken = "a broken fox";

    private readonly TestFolder _folder = new();
    private TestServer? _server;

    internal Studio Studio { get; } = new() { Fault = prompt => prompt == Broken ? new Diffusion.GenerationException("The paint is dry.") : null };

    internal StoppedClock Clock { get; } = new();

    internal TestServer Server => _server!;

    internal string Folder => _folder.Path;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, Studio, time: Clock);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
