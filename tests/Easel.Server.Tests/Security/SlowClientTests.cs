using System.Net;
using System.Net.Sockets;
using System.Text;
using Easel.Server.Jobs;
using Easel.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Easel.Server.Tests.Security;

/// <summary>Clients that send a byte at a time, or never read. The server's patience is made short, but Kestrel looks once a second: they run only where <c>EASEL_TEST_SLOW_CLIENTS=1</c> asks for it.</summary>
public sealed class SlowClientTests
{
    private const string Switch = "EASEL_TEST_SLOW_CLIENTS";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n", " ", "HTTP/1.1 408", "The body came too slowly")]
    [InlineData("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", " ", "HTTP/1.1 408", "\"detail\":\"The body came too slowly")]
    [InlineData("GET /api/v1/status HTTP/1.1\r\nHost: local", "a", "HTTP/1.1 408", "")]
    public async Task Whoever_sends_a_byte_at_a_time_is_not_waited_for(string begin, string piece, string status, string words)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Switch) != "1", $"It takes seconds: {Switch}=1 runs it.");
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio(), before: Hasten);
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Cancel);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), Cancel);
        Task<string> answer = ReadAsync(stream);

        while (!answer.IsCompleted)
        {
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(piece), Cancel);
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(answer, Task.Delay(200, Cancel));
        }

        string text = await answer.PatientlyAsync();
        Assert.StartsWith(status, text, StringComparison.Ordinal);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_follows_and_never_reads_is_let_go()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Switch) != "1", $"It takes seconds: {Switch}=1 runs it.");
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio(), before: Hasten);
        using TcpClient client = new() { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Cancel);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        byte[] first = new byte[1];
        await stream.ReadExactlyAsync(first, Cancel);
        JobEvents events = server.Get<JobEvents>();
        Assert.Equal(1, events.Followers);

        string line = new('a', 100_000);
        await Patience.UntilAsync(() =>
        {
            events.Publish(number => new JobWarned(number, "job", line));
            return events.Followers == 0;
        });
    }

    private static void Hasten(IServiceProvider services)
    {
        KestrelServerLimits limits = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
        limits.MinRequestBodyDataRate = new MinDataRate(limits.MinRequestBodyDataRate!.BytesPerSecond, TimeSpan.FromSeconds(1.1));
        limits.MinResponseDataRate = new MinDataRate(1 << 20, TimeSpan.FromSeconds(1.1));
    }

    /// <summary>All that the server says before it hangs up.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        StringBuilder all = new();
        byte[] piece = new byte[4_096];
        try
        {
            while (await stream.ReadAsync(piece, Cancel) is > 0 and int read)
            {
                all.Append(Encoding.ASCII.GetString(piece, 0, read));
            }
        }
        catch (IOException)
        {
            // It hung up while something was on its way.
        }

        return all.ToString();
    }
}
