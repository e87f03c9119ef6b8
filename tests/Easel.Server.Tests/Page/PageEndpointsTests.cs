using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Easel.Server.Page;
using Easel.Server.Tests.Page.Mock;

namespace Easel.Server.Tests.Page;

public sealed partial class PageEndpointsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MockServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await MockServer.StartAsync(s_never);
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_page_forbids_scripts_and_styles_that_are_not_files_of_this_server()
    {
        HttpResponseMessage answer = await _client.GetAsync("/", Cancel);

        string policy = string.Join("; ", answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_itself_has_no_script_or_style_within()
    {
        string page = await _client.GetStringAsync("/", Cancel);

        Assert.DoesNotMatch(new Regex(@"<style|\sstyle=|\son\w+=|javascript:", RegexOptions.IgnoreCase), page);
        Assert.All(Scripts().Matches(page), script => Assert.Contains("src=", script.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_address_in_the_page_is_there_and_may_be_kept_for_ever()
    {
        string page = await _client.GetStringAsync("/", Cancel);

        foreach (string address in Addresses().Matches(page).Select(match => match.Groups[1].Value))
        {
            HttpResponseMessage answer = await _client.GetAsync(address, Cancel);
            Assert.True(answer.IsSuccessStatusCode, address);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task Every_module_is_told_of_in_the_page_and_imports_only_what_is_there()
    {
        PageFiles files = PageFiles.Embedded();
        PageFile[] modules = [.. files.Others.Where(file => file.Name.StartsWith("js/", StringComparison.Ordinal))];

        string page = await _client.GetStringAsync("/", Cancel);

        Assert.NotEmpty(modules);
        foreach (PageFile module in modules)
        {
            Assert.Contains($"<link rel=\"modulepreload\" href=\"page/{files.Version}/{module.Name}\">", page, StringComparison.Ordinal);
            foreach (string import in Imports().Matches(Encoding.UTF8.GetString(module.Content)).Select(match => match.Groups[1].Value))
            {
                string target = new Uri(new Uri($"http://easel/{module.Name}"), import).AbsolutePath[1..];
                Assert.True(files.Find(target) is not null, $"{module.Name} imports {import}");
            }
        }
    }

    [Fact]
    public async Task Who_has_the_page_already_is_told_so()
    {
        HttpResponseMessage first = await _client.GetAsync("/", Cancel);
        using HttpRequestMessage again = new(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        HttpResponseMessage second = await _client.SendAsync(again, Cancel);

        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task A_module_comes_in_the_shortest_coding_that_the_client_reads(string accepted, string? coding)
    {
        PageFiles files = PageFiles.Embedded();
        PageFile module = files.Find("js/app.js")!;
        using HttpRequestMessage request = new(HttpMethod.Get, $"/page/{files.Version}/{module.Name}");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        HttpResponseMessage answer = await _client.SendAsync(request, Cancel);

        Stream content = await answer.Content.ReadAsStreamAsync(Cancel);
        using Stream plain = coding switch { "br" => new BrotliStream(content, CompressionMode.Decompress), "gzip" => new GZipStream(content, CompressionMode.Decompress), _ => content };
        using MemoryStream bytes = new();
        await plain.CopyToAsync(bytes, Cancel);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
        Assert.Equal(new MediaTypeHeaderValue("text/javascript") { CharSet = "utf-8" }, answer.Content.Headers.ContentType);
        Assert.Equal(module.Content, bytes.ToArray());
    }

    [Fact]
    public async Task A_tab_of_the_version_before_gets_what_there_is_now_and_must_not_keep_it()
    {
        HttpResponseMessage answer = await _client.GetAsync("/page/0123456789ab/js/app.js", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/page/x/nothing.js")]
    [InlineData("/page/x/../../etc/passwd")]
    [InlineData("/page/x/..%2f..%2fetc%2fpasswd")]
    [InlineData("/page/x/")]
    [InlineData("/page/x/index.html")]
    public async Task What_is_no_file_of_the_page_is_not_found(string address)
    {
        HttpResponseMessage answer = await _client.GetAsync(address, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void The_version_changes_with_any_file()
    {
        PageFile index = new("index.html", "<p>{page}"u8.ToArray());
        PageFiles one = new([index, new PageFile("a.js", "1"u8.ToArray())]);
        PageFiles other = new([index, new PageFile("a.js", "2"u8.ToArray())]);

        Assert.NotEqual(one.Version, other.Version);
        Assert.Equal($"<p>page/{one.Version}", Encoding.UTF8.GetString(one.Index.Content));
    }

    [Fact]
    public void All_style_sheets_are_in_the_one_that_the_page_has()
    {
        PageFiles files = PageFiles.Embedded();
        PageFile joined = files.Find("css/page.css")!;
        string all = Encoding.UTF8.GetString(joined.Content);

        Assert.Single(StyleSheets().Matches(Encoding.UTF8.GetString(files.Index.Content)));
        Assert.Contains("css/page.css", Encoding.UTF8.GetString(files.Index.Content), StringComparison.Ordinal);
        Assert.All(files.Others.Where(file => file.Name.EndsWith(".css", StringComparison.Ordinal)), file => Assert.Contains(Encoding.UTF8.GetString(file.Content), all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_icon_that_the_page_shows_before_its_modules_run_is_within_it()
    {
        string page = await _client.GetStringAsync("/", Cancel);

        Assert.NotEmpty(Icons().Matches(page));
        Assert.All(Icons().Matches(page), icon => Assert.Contains($"<symbol id=\"{icon.Groups[1].Value}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void No_file_of_the_page_is_long()
    {
        PageFile[] texts = [.. PageFiles.Embedded().Others.Where(file => Path.GetExtension(file.Name) is ".js" or ".css" && file.Name != "css/page.css")];

        Assert.All(texts, file => Assert.InRange(file.Content.Count(sign => sign == '\n'), 1, 500));
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();

    [GeneratedRegex("rel=\"stylesheet\"")]
    private static partial Regex StyleSheets();

    [GeneratedRegex("<use href=\"#([^\"]+)\"")]
    private static partial Regex Icons();

    [GeneratedRegex("(?:href|src)=\"([^\"#][^\"]*)\"")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"^import\s[^;]*?'(\.[^']+)';", RegexOptions.Multiline)]
    private static partial Regex Imports();
}
