using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Easel.Server.Security;

/// <summary>What one connection may take of the server, and for how long.</summary>
internal static class WebLimits
{
    /// <summary>Connections at a time, of all clients.</summary>
    public const int Connections = 2_000;

    /// <summary>How long headers may take to come: whoever sends a letter a minute is not waited for.</summary>
    public static readonly TimeSpan Headers = TimeSpan.FromSeconds(15);

    /// <summary>Bytes a second of a body, behind a grace of some seconds; slower ones are not waited for. The same of answers that nobody takes.</summary>
    public const int BytesPerSecond = 240;

    private const int HeaderCount = 64;
    private const int HeaderBytes = 16 << 10;

    // Pictures that are opened and written hold a thread for a while, and whoever asks must not wait until the pool has made another. Submissions wait for the disk without one, so
    // that these are enough: 64, with 200 clients, are in each other's way while the program is being compiled.
    private const int Threads = 16;

    /// <summary>Sets them.</summary>
    public static void Apply(KestrelServerLimits web, ServerLimits limits)
    {
        web.MaxRequestBodySize = limits.BodyBytes;
        web.MaxRequestHeaderCount = HeaderCount;
        web.MaxRequestHeadersTotalSize = HeaderBytes;
        web.MaxRequestLineSize = HeaderBytes / 2;
        web.RequestHeadersTimeout = Headers;
        web.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        web.MaxConcurrentConnections = Connections;
        web.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, TimeSpan.FromSeconds(5));
        web.MinResponseDataRate = new MinDataRate(BytesPerSecond, TimeSpan.FromSeconds(5));
        web.Http2.MaxStreamsPerConnection = 100;
        ThreadPool.GetMinThreads(out int threads, out int ports);
        ThreadPool.SetMinThreads(Math.Max(threads, Threads), ports);
    }
}
