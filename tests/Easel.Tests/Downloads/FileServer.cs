using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Easel.Tests.Downloads;

/// <summary>A server of HTTP/1.1 on this machine that does what a test tells it, right or wrong. One request per connection.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ServerRequest> _requests = new();

    public FileServer(Func<ServerRequest, ServerAnswer> answer)
    {
        Answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Func<ServerRequest, ServerAnswer> Answer { get; set; }

    /// <summary>What was asked so far.</summary>
    public ServerRequest[] Requests => [.. _requests];

    public Uri Address(string path = "weights.bin", string host = "127.0.0.1") => new($"http://{host}:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                ServerRequest request = await ReadAsync(stream);
                ServerAnswer answer = Answer(request with { Number = _requests.Count });
                _requests.Enqueue(request);
                await stream.WriteAsync(answer.Head());
                await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Body.Length, answer.CutAfter ?? int.MaxValue)));
                if (answer.Stalls)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The client went, or the test is over.
            }
        }
    }

    private static async Task<ServerRequest> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new ServerRequest(lines[0].Split(' ')[1], lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase));
    }
}

internal sealed record ServerRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Requests before this one.</summary>
    public int Number { get; init; }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The first byte that is asked for.</summary>
    public int From => Header("Range") is string range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
}

internal sealed record ServerAnswer(int Status, byte[] Body, params string[] Headers)
{
    /// <summary>Bytes of the body after which the connection is closed.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether nothing comes any more, and the connection stays open.</summary>
    public bool Stalls { get; init; }

    /// <summary>What Content-Length says; the body's length if not set, nothing if negative.</summary>
    public int? SaysLength { get; init; }

    /// <summary>A file, as a good server answers: the part that is asked for, if it is the same edition.</summary>
    public static ServerAnswer File(ServerRequest request, byte[] file, string? tag = "\"one\"")
    {
        string[] tags = tag is null ? [] : [$"ETag: {tag}"];
        bool isOther = request.Header("If-Range") is string condition && condition != tag;
        return request.From == 0 || isOther ? new ServerAnswer(200, file, tags)
            : request.From >= file.Length ? new ServerAnswer(416, [], $"Content-Range: bytes */{file.Length}")
            : new ServerAnswer(206, file[request.From..], [.. tags, $"Content-Range: bytes {request.From}-{file.Length - 1}/{file.Length}"]);
    }

    public byte[] Head()
    {
        int length = SaysLength ?? Body.Length;
        string says = length < 0 ? "" : $"Content-Length: {length}\r\n";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} Said\r\n{says}Connection: close\r\n{string.Concat(Headers.Select(header => header + "\r\n"))}\r\n");
    }
}
