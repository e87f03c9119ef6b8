using System.Buffers.Binary;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Security;
using Easel.Server.Tests.Api;
using Easel.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Easel.Server.Tests.Security;

/// <summary>What one request may take, and what it is told.</summary>
/// <param name="open">A server without a token.</param>
public sealed class BoundsTests(OpenServer open) : IClassFixture<OpenServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/uploads")]
    [InlineData("/api/v1/settings")]
    public async Task A_header_of_100_000_by_100_000_pixels_allocates_nothing(string path)
    {
        TestServer server = open.Server;
        byte[] file = PngOf(100_000, 100_000);
        await server.PostFileAsync(path, file);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        (int status, JsonNode? problem) = await server.PostFileAsync(path, file);

        Assert.Equal(400, status);
        Assert.Contains("100000 x 100000", (string?)problem!["detail"], StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("/api/v1/uploads")]
    [InlineData("/api/v1/settings")]
    public async Task What_is_no_picture_is_refused(string path)
    {
        TestServer server = open.Server;

        (int status, JsonNode? problem) = await server.PostFileAsync(path, "#!/bin/sh"u8.ToArray());

        Assert.Equal(400, status);
        Assert.Contains("PNG, JPEG, WebP, BMP, and GIF", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read_and_each_API_says_what_was_sent_and_what_may_be()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio(), new ServerLimits { BodyBytes = 1_000 });
        (string Path, Func<JsonNode, JsonNode?> Told)[] apis =
        [
            ("/api/v1/uploads", problem => problem["detail"]),
            ("/api/v1/settings", problem => problem["detail"]),
            ("/api/v1/jobs", problem => problem["detail"]),
            ("/sdapi/v1/txt2img", error => error["detail"]),
            ("/sdapi/v1/png-info", error => error["errors"]),
            ("/v1/images/generations", error => error["error"]!["message"]),
            ("/v1/images/edits", error => error["error"]!["message"]),
        ];

        foreach ((string path, Func<JsonNode, JsonNode?> told) in apis)
        {
            foreach (bool isChunked in (bool[])[false, true])
            {
                using HttpRequestMessage request = new(HttpMethod.Post, path);
                request.Headers.TransferEncodingChunked = isChunked;
                StringContent large = new($"{{\"prompt\": \"{new string('a', 5_000)}\"}}", Encoding.UTF8, "application/json");
                request.Content = path.EndsWith("edits", StringComparison.Ordinal) ? new MultipartFormDataContent("edge") { { large, "prompt" } } : large;
                long? length = request.Content.Headers.ContentLength;
                using HttpResponseMessage response = await server.Client.SendAsync(request, Cancel);

                Assert.Equal((path, HttpStatusCode.RequestEntityTooLarge), (path, response.StatusCode));
                string words = (string)told(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!)!;
                Assert.Equal(
                    $"The body may have up to 1000 bytes here (GET /api/v1/options tells it as limits.bodyBytes); this one {(isChunked ? "has more: it came in pieces, and was not read to its end" : $"has {length} bytes")}. Send fewer or smaller pictures.",
                    words);
            }
        }
    }

    [Fact]
    public async Task More_headers_than_anybody_needs_are_not_read()
    {
        TestServer server = open.Server;

        (int status, _) = await server.SendAsync(HttpMethod.Get, "/health/live", null, Enumerable.Range(0, 100).Select(i => ($"X-{i}", "a")));

        Assert.Equal(431, status);
    }

    [Fact]
    public void Slow_bodies_and_headers_are_not_waited_for()
    {
        KestrelServerLimits limits = new();

        WebLimits.Apply(limits, new ServerLimits());

        Assert.Equal(WebLimits.Headers, limits.RequestHeadersTimeout);
        Assert.Equal(WebLimits.BytesPerSecond, limits.MinRequestBodyDataRate!.BytesPerSecond);
        Assert.Equal(WebLimits.BytesPerSecond, limits.MinResponseDataRate!.BytesPerSecond);
        Assert.Equal(WebLimits.Connections, limits.MaxConcurrentConnections);
    }

    [Theory]
    [InlineData("/api/v1/pictures/..%2F..%2Feasel.db/file")]
    [InlineData("/api/v1/jobs/..%2f..%2fetc/events")]
    [InlineData("/api/v1/studies/..%2F..%2Fx/sheet")]
    [InlineData("/page/x/..%2f..%2fetc/passwd")]
    [InlineData("/api/v1/../../etc/passwd")]
    public async Task No_address_is_a_path(string path)
    {
        TestServer server = open.Server;
        using TcpClient plain = new();
        await plain.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Cancel);
        await using NetworkStream stream = plain.GetStream();

        // Clients of libraries tidy addresses up before they ask.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Cancel);
        using StreamReader reader = new(stream);
        string answer = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_hold_no_folder_of_the_servers_machine()
    {
        using TestFolder folder = new();
        Studio studio = new() { Fault = _ => new Easel.Diffusion.GenerationException($"Cannot read {folder.PathOf("one.safetensors")} nor {folder.PathOf("data/jobs/x")}.") };
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        JsonNode job = (await server.PostAsync("/api/v1/jobs", new { prompt = "a", steps = 1, width = 64, height = 64 })).Body!;

        JsonNode failed = await server.FinishAsync(job);

        Assert.Equal("failed", (string?)failed["state"]);
        Assert.Contains("one.safetensors", (string?)failed["error"], StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, failed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_of_a_token_is_bounded_by_itself()
    {
        using TestFolder folder = new();
        Studio studio = new();
        Studio.Hold hold = studio.HoldAt("a", 1);
        await using TestServer server = await TestServer.StartAsync(
            folder,
            studio,
            new ServerLimits { QueueLengthPerToken = 1 },
            change: options => options with { Tokens = new Dictionary<string, string> { ["first-token"] = "token", ["second-token"] = "token2" } });
        await AskAsync("first-token", "a");
        await hold.Reached;
        await AskAsync("first-token", "b");

        Assert.Equal(429, await AskAsync("first-token", "c"));
        Assert.Equal(201, await AskAsync("second-token", "d"));
        hold.Release();

        async Task<int> AskAsync(string token, string prompt) => (await server.SendAsync(HttpMethod.Post, "/api/v1/jobs", new { prompt, steps = 2, width = 64, height = 64 }, ("Authorization", $"Bearer {token}"))).Status;
    }

    /// <summary>A PNG file whose header tells of so many pixels, and which has a few bytes of them.</summary>
    private static byte[] PngOf(uint width, uint height)
    {
        byte[] file = PngFile.Encode(new Image(8, 8, new byte[8 * 8 * 3]));
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32.HashToUInt32(file.AsSpan(12, 17)));
        return file;
    }
}
