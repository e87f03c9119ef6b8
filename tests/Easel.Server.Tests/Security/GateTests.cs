using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Server.Security;
using Easel.Server.Tests.Api;
using Easel.Tests;

namespace Easel.Server.Tests.Security;

/// <summary>Who may ask, and from where. Each line of the server's threat model (docs/security.md) names its test here or beside.</summary>
/// <param name="open">A server without a token.</param>
/// <param name="closed">A server with one.</param>
public sealed class GateTests(OpenServer open, GateTests.ClosedServer closed) : IClassFixture<OpenServer>, IClassFixture<GateTests.ClosedServer>
{
    private const string Token = "one-token-of-a-test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_server_that_other_machines_reach_has_a_token_or_is_not_made()
    {
        using TestFolder folder = new();

        ArgumentException error = Assert.Throws<ArgumentException>(() => new TokenKeeper(new ServerOptions { Host = IPAddress.Any, Data = folder.Path, Model = null!, Pipeline = null! }));

        Assert.Contains("must ask them for a token", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/status")]
    [InlineData("GET", "/api/v1/events")]
    [InlineData("POST", "/api/v1/jobs")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task Without_the_token_everything_is_closed(string method, string path)
    {
        (int status, JsonNode? problem) = await closed.Server.SendAsync(new HttpMethod(method), path);

        Assert.Equal(401, status);
        Assert.Contains("Authorization: Bearer", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/api/v1/session")]
    public async Task Health_and_signing_in_are_open(string path)
    {
        Assert.Equal(200, (await closed.Server.GetAsync(path)).Status);
    }

    [Fact]
    public async Task The_token_opens_as_a_bearers_and_as_a_password()
    {
        using TestFolder folder = new();
        await using TestServer server = await StartAsync(folder);

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Authorization", $"Bearer {Token}"))).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{Token}"))}"))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Authorization", $"Bearer {Token}x"))).Status);
    }

    [Fact]
    public async Task A_session_is_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        using TestFolder folder = new();
        await using TestServer server = await StartAsync(folder);

        using HttpResponseMessage signed = await server.Client.PostAsync("/api/v1/session", new StringContent($$"""{"token": "{{Token}}"}""", Encoding.UTF8, "application/json"), Cancel);
        string cookie = Assert.Single(signed.Headers.GetValues("Set-Cookie"));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);

        // Clients of tests keep cookies: it is shown now.
        Assert.Equal(200, (await server.GetAsync("/api/v1/status")).Status);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, "/api/v1/session")).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Cookie", cookie.Split(';')[0]))).Status);
    }

    [Fact]
    public async Task Neither_tokens_nor_cookies_are_on_the_disk()
    {
        using TestFolder folder = new();
        string cookie;
        await using (TestServer server = await StartAsync(folder))
        {
            using HttpResponseMessage signed = await server.Client.PostAsync("/api/v1/session", new StringContent($$"""{"token": "{{Token}}"}""", Encoding.UTF8, "application/json"), Cancel);
            cookie = signed.Headers.GetValues("Set-Cookie").Single().Split(';')[0]["easel=".Length..];
        }

        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            string content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancel));
            Assert.DoesNotContain(cookie, content, StringComparison.Ordinal);
            Assert.DoesNotContain(Token, content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        using TestFolder folder = new();
        string cookie;
        await using (TestServer server = await StartAsync(folder))
        {
            using HttpResponseMessage signed = await server.Client.PostAsync("/api/v1/session", new StringContent($$"""{"token": "{{Token}}"}""", Encoding.UTF8, "application/json"), Cancel);
            cookie = signed.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        await using TestServer other = await StartAsync(folder, "another-token-of-a-test");

        Assert.Equal(401, (await other.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Who_shows_a_token_sees_what_is_its_own_only()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio(), change: options => options with { Tokens = new Dictionary<string, string> { ["first-token"] = "token", ["second-token"] = "token2" } });
        JsonNode job = (await server.SendAsync(HttpMethod.Post, "/api/v1/jobs", new { prompt = "a", steps = 1, width = 64, height = 64 }, ("Authorization", "Bearer first-token"))).Body!;
        await server.Jobs.WhenOverAsync((string)job["id"]!, Cancel);
        string picture = (string)(await server.SendAsync(HttpMethod.Get, "/api/v1/pictures", null, ("Authorization", "Bearer first-token"))).Body![0]!["id"]!;

        foreach (string path in (string[])[$"/api/v1/jobs/{job["id"]}", $"/api/v1/jobs/{job["id"]}/events", $"/api/v1/pictures/{picture}", $"/api/v1/pictures/{picture}/file", $"/api/v1/pictures/{picture}/thumbnail"])
        {
            Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, path, null, ("Authorization", "Bearer second-token"))).Status);
        }

        Assert.Empty((await server.SendAsync(HttpMethod.Get, "/api/v1/jobs", null, ("Authorization", "Bearer second-token"))).Body!.AsArray());
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, $"/api/v1/jobs/{job["id"]}/retry", null, ("Authorization", "Bearer second-token"))).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Delete, $"/api/v1/pictures/{picture}", null, ("Authorization", "Bearer second-token"))).Status);
    }

    [Fact]
    public async Task The_status_tells_of_others_jobs_that_there_are_some_and_no_more()
    {
        using TestFolder folder = new();
        Studio studio = new();
        Studio.Hold hold = studio.HoldAt("mine", 2);
        await using TestServer server = await TestServer.StartAsync(folder, studio, change: options => options with { Tokens = new Dictionary<string, string> { ["first-token"] = "token", ["second-token"] = "token2" } });
        string id = (string)(await server.SendAsync(HttpMethod.Post, "/api/v1/jobs", new { prompt = "mine", steps = 2, width = 64, height = 64 }, ("Authorization", "Bearer first-token"))).Body!["id"]!;
        await hold.Reached;

        JsonNode own = (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Authorization", "Bearer first-token"))).Body!;
        JsonNode others = (await server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Authorization", "Bearer second-token"))).Body!;
        hold.Release();

        Assert.Equal((id, 0), ((string)Assert.Single(own["running"]!.AsArray())!["job"]!, (int)own["othersRunning"]!));
        Assert.Equal((0, 1), (others["running"]!.AsArray().Count, (int)others["othersRunning"]!));
        Assert.DoesNotContain(id, others.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_a_text_is_a_token_is_asked_of_hashes_of_one_length_in_constant_time()
    {
        string[] asked = [.. CallsOf("NameOf").Concat(CallsOf("HashOf")).Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];

        // The only comparison of the path, which no length and no first letter shortens.
        Assert.Contains("CryptographicOperations.FixedTimeEquals", asked);
        Assert.Contains("SHA256.HashData", asked);
        Assert.DoesNotContain(asked, name => name.EndsWith("Equals", StringComparison.Ordinal) && name != "CryptographicOperations.FixedTimeEquals");
        Assert.DoesNotContain(asked, name => name.Contains("op_Equality", StringComparison.Ordinal) || name.Contains("get_Length", StringComparison.Ordinal) || name.Contains("SequenceEqual", StringComparison.Ordinal));

        // Tokens of any length are hashed to 32 bytes.
        TokenKeeper keeper = new(new ServerOptions { Data = "", Model = null!, Pipeline = null!, Tokens = new Dictionary<string, string> { ["8-letter"] = "token", [new string('a', 500)] = "token2" } });
        Assert.Equal([64, 64], ((string[])["token", "token2"]).Select(name => keeper.HashNamed(name)!.Length));
        Assert.Equal(["token", "token2", null, null], ((string[])["8-letter", new string('a', 500), "", new string('a', 501)]).Select(keeper.NameOf));

        static IEnumerable<MethodBase> CallsOf(string name)
        {
            MethodInfo method = typeof(TokenKeeper).GetMethod(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
            byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
            for (int i = 0; i + 5 <= code.Length; i++)
            {
                // ECMA-335: call and callvirt, and the token of a method; what is no instruction resolves to none.
                if (code[i] is 0x28 or 0x6F && BitConverter.ToInt32(code, i + 1) is var token && token >> 24 is 0x06 or 0x0A or 0x2B && method.Module.ResolveMethod(token) is MethodBase called)
                {
                    yield return called;
                }
            }
        }
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("evil.example:7860", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("xn--", 400)]
    [InlineData("localhost", 200)]
    [InlineData("easel.localhost:7860", 200)]
    [InlineData("127.0.0.1:7860", 200)]
    [InlineData("[::1]:7860", 200)]
    [InlineData("studio.lan", 200)]
    public async Task A_name_that_somebody_made_lead_here_is_not_answered(string host, int expected)
    {
        Assert.Equal(expected, (await open.Server.SendAsync(HttpMethod.Get, "/api/v1/status", null, ("Host", host))).Status);
    }

    [Theory]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site")]
    [InlineData("POST", "Sec-Fetch-Site", "same-site")]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site")]
    [InlineData("POST", "Origin", "https://evil.example")]
    [InlineData("POST", "Origin", "null")]
    [InlineData("POST", "Origin", "http://127.0.0.1:1")]
    public async Task A_page_of_somebody_else_can_neither_change_nor_read(string method, string header, string value)
    {
        (int status, _) = await open.Server.SendAsync(new HttpMethod(method), "/api/v1/models", null, (header, value));

        Assert.Equal(403, status);
    }

    [Fact]
    public async Task A_password_that_the_browser_adds_by_itself_opens_nothing_to_a_page_of_somebody_else()
    {
        string password = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anyone:{Token}"))}";

        Assert.Equal(403, (await closed.Server.SendAsync(HttpMethod.Post, "/api/v1/models/refresh", null, ("Authorization", password), ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(204, (await closed.Server.SendAsync(HttpMethod.Post, "/api/v1/models/refresh", null, ("Authorization", password))).Status);
    }

    [Fact]
    public async Task CORS_is_closed()
    {
        using HttpRequestMessage preflight = new(HttpMethod.Options, "/api/v1/jobs");
        preflight.Headers.Add("Origin", "https://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using HttpResponseMessage response = await open.Server.Client.SendAsync(preflight, Cancel);

        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("/api/v1/status")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/health/live")]
    public async Task Every_answer_has_the_headers_that_keep_browsers_in_check(string path)
    {
        using HttpResponseMessage response = await open.Server.Client.GetAsync(path, Cancel);

        Assert.Contains("default-src 'none'", Of("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Of("X-Content-Type-Options"));
        Assert.Equal("DENY", Of("X-Frame-Options"));
        Assert.Equal("no-referrer", Of("Referrer-Policy"));
        Assert.Equal("same-origin", Of("Cross-Origin-Resource-Policy"));
        Assert.False(response.Headers.Contains("Server"));

        string Of(string name) => Assert.Single(response.Headers.GetValues(name));
    }

    private static async Task<TestServer> StartAsync(TestFolder folder, string token = Token)
    {
        TestServer server = await TestServer.StartAsync(folder, new Studio(), change: options => options with { Tokens = new Dictionary<string, string> { [token] = "token" } });
        server.Client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return server;
    }

    /// <summary>A server with a token, for those that change nothing in it.</summary>
    public sealed class ClosedServer : IAsyncLifetime
    {
        private readonly TestFolder _folder = new();

        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await StartAsync(_folder);

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
