using Easel.Tests;

namespace Easel.Server.Tests.Api;

/// <summary>A server that several tests ask, none of which changes anything.</summary>
public sealed class OpenServer : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(_folder, new Studio(), change: options => options with { AllowedHosts = ["studio.lan"] });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
