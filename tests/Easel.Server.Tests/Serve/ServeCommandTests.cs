using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Easel.Cli;
using Easel.Tests;

namespace Easel.Server.Tests.Serve;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, "argument --port: ", "--port", "65536")]
    [InlineData(2, "argument --host: 'nowhere' is no address", "--host", "nowhere")]
    [InlineData(2, "argument --host: '1' is no address", "--host", "1")]
    [InlineData(2, "argument --data: expected the name of a folder", "--data", "")]
    [InlineData(2, "argument --token: a token of 3 characters is guessed soon; 8 or more are wanted", "--token", "abc")]
    [InlineData(2, "argument --token: a token is of letters, digits and signs of ASCII, without blanks", "--token", "two words")]
    [InlineData(2, "unrecognized arguments: 'page'", "page")]
    [InlineData(1, "No checkpoint at no-such.ckpt.", "--ckpt", "no-such.ckpt")]
    [InlineData(1, "198.51.100.7 is no address of this machine. Choose one that it has: --host 127.0.0.1", "--host", "198.51.100.7", "--token", "a-good-token")]
    [InlineData(1, "no-key.pem", "--sign", "no-key.pem")]
    [InlineData(1, "easel serve: error: There is no ", "--device", "cuda:99")]
    public async Task What_cannot_be_done_is_told_in_a_line(int code, string message, params string[] words)
    {
        (int ended, string said) = await RunAsync([.. words.Contains("--data") ? [] : new[] { "--data", _folder.PathOf("data") }, "--port", "0", .. words]);

        Assert.Equal(code, ended);
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_and_a_folder_that_cannot_be_used_are_told()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        await File.WriteAllTextAsync(_folder.PathOf("file"), "", Cancel);

        (int taken, string port1) = await RunAsync(["--data", _folder.PathOf("data"), "--port", $"{port}"]);
        (int file, string data) = await RunAsync(["--data", _folder.PathOf("file"), "--port", "0"]);

        Assert.Equal((1, $"easel serve: error: Port {port} of 127.0.0.1 is taken by another program. Choose another: --port N, or --port 0 for any free one\n"), (taken, port1));
        Assert.Equal((1, $"easel serve: error: Cannot use the data folder {_folder.PathOf("file")}: it is a file, not a folder. Choose another: --data DIR\n"), (file, data));
    }

    [Theory]
    [InlineData("pictures")]
    [InlineData("pictures/2026-11")]
    [InlineData("thumbnails/256")]
    [InlineData("uploads")]
    public async Task A_part_of_the_data_folder_that_cannot_be_written_is_told_before_anything_is_painted(string part)
    {
        string path = _folder.PathOf(Path.Combine("data", part));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        else if (part.Contains('/', StringComparison.Ordinal))
        {
            // Nobody can forbid an administrator anything but what is not there.
            Directory.CreateSymbolicLink(path, _folder.PathOf("nowhere"));
        }
        else
        {
            await File.WriteAllTextAsync(path, "", Cancel);
        }

        (int code, string said) = await RunAsync(["--data", _folder.PathOf("data"), "--port", "0"]);

        Assert.Equal(1, code);
        Assert.StartsWith($"easel serve: error: Cannot write to {path}: ", said, StringComparison.Ordinal);
        Assert.EndsWith("Move it away, or let the user who runs Easel write to it; or choose another data folder: --data DIR\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_where_it_is_paints_and_ends_behind_its_step_when_it_is_asked_to()
    {
        string id;
        using (ServerProcess server = await ServerProcess.StartAsync(_folder.Path, "--data", "data", "--threads", "1", "--host", "127.0.0.1"))
        {
            using HttpClient client = new() { BaseAddress = server.Address };
            using HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/jobs", new { prompt = "a red circle", seed = 3, steps = 400, width = 64, height = 64 }, Cancel);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            id = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["id"]!;
            while ((int?)JsonNode.Parse(await client.GetStringAsync("/api/v1/status", Cancel))!["running"]!.AsArray().FirstOrDefault()?["step"] is null or < 2)
            {
                await Task.Delay(20, Cancel);
            }

            (int code, TimeSpan took) = await server.TerminateAsync();
            Assert.Equal(0, code);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Contains("Stopping after this step; press Ctrl-C again to stop at once.", server.Errors, StringComparison.Ordinal);
        }

        // What it was painting has a journal with its step, and is first in the queue again.
        Assert.Single(Directory.GetFiles(_folder.PathOf($"data/jobs/{id}"), "run.log", SearchOption.AllDirectories));
        await using TestServer next = TestServer.Resting(_folder, new Studio());
        Assert.Equal((1, 1), (next.Jobs.PlaceOf(id), next.Jobs.Find(id)!.Attempts));
    }

    [Fact]
    public async Task Beyond_this_machine_a_token_is_drawn_and_told_once_unless_one_is_given()
    {
        using ServerProcess server = ServerProcess.Begin(_folder.Path, ["--data", "data", "--host", "0.0.0.0", "--port", "0"]);

        string token = await server.ReadLineAsync() ?? server.Errors;
        string address = await server.ReadLineAsync() ?? server.Errors;

        Assert.Matches("^Token \\(told this once; --token TOKEN sets your own\\): [0-9a-f]{32}$", token);
        Assert.StartsWith("Easel is at http://0.0.0.0:", address, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Said)> RunAsync(string[] words)
    {
        using StringWriter said = new() { NewLine = "\n" };
        Surroundings surroundings = new() { Output = said, Error = said, CacheFolder = name => _folder.PathOf($"cache/{name}"), Cancel = Cancel };
        int code = await CommandLine.Full.RunAsync(["serve", .. words], surroundings).PatientlyAsync();
        return (code, said.ToString());
    }
}
