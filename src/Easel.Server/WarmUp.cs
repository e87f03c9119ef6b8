using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Easel.Server.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Server;

/// <summary>
/// Asks a server that has just begun what its page asks first: until then nothing of that is compiled, and whoever opens the page first of all would wait for it. It comes as any
/// client, through the door, with a token where one is wanted; what is answered is forgotten. What programs ask all at once comes too: a status, events, and a job, which is refused.
/// </summary>
internal static class WarmUp
{
    /// <summary>How long whoever began the server may wait for this, so that nobody meets it unprepared. A machine that takes longer has enough to do.</summary>
    public static readonly TimeSpan MostWaited = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(20);

    // A key of no length is the last thing that is looked at: it comes as far as a job can that the queue never sees.
    private const string Refused = """{"prompt":"","key":""}""";

    // One after another on one connection, as a page does. Files are found by any version's name.
    private static readonly string[] s_asked =
    [
        "/", "/page/any/css/page.css", "/api/v1/session", "/api/v1/options", "/api/v1/models", "/api/v1/jobs?state=running,queued,paused&take=1", "/api/v1/pictures?take=1",
        "/api/v1/status", "/api/v1/styles",
    ];

    /// <summary>Asks. Whatever goes wrong is for those to find who ask next.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping);
        end.CancelAfter(s_most);
        try
        {
            ServerOptions options = app.Services.GetRequiredService<ServerOptions>();
            IPEndPoint server = new(Reached(options.Host), new Uri(app.Urls.First()).Port);
            string? token = options.Tokens.Keys.FirstOrDefault();
            await AskAsync(server, [.. s_asked.Select(path => Request(server, path, token, body: null, isLast: false)), Request(server, "/api/v1/jobs", token, Refused, isLast: true)], most: int.MaxValue, end.Token).ConfigureAwait(false);

            // Events go on for ever: the beginning is enough.
            await AskAsync(server, [Request(server, "/api/v1/events", token, body: null, isLast: true)], most: 1, end.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
        }
    }

    /// <summary>Makes the page's files smaller, for which nobody has to wait.</summary>
    public static void Compress(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<PageFiles>().Compress(app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private static IPAddress Reached(IPAddress host) => host.Equals(IPAddress.Any) ? IPAddress.Loopback : host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : host;

    private static string Request(IPEndPoint server, string path, string? token, string? body, bool isLast)
    {
        string sent = body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        return $"{(body is null ? "GET" : "POST")} {path} HTTP/1.1\r\nHost: {server}\r\nAccept-Encoding: br\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}{sent}{(isLast ? "Connection: close\r\n" : "")}\r\n{body}";
    }

    private static async Task AskAsync(IPEndPoint server, IEnumerable<string> requests, int most, CancellationToken cancel)
    {
        using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(requests)), cancel).ConfigureAwait(false);
        byte[] answer = new byte[16 << 10];
        for (int read = 0, count = 1; count > 0 && read < most; read += count)
        {
            count = await socket.ReceiveAsync(answer, cancel).ConfigureAwait(false);
        }
    }
}
