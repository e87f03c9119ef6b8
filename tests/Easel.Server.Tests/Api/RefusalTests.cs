using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Easel.Server.Tests.Api;

/// <summary>What is wrong with a job.</summary>
/// <param name="open">The server that is asked.</param>
public sealed class RefusalTests(OpenServer open) : IClassFixture<OpenServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"prompt": "a", "steps": "many"}""", "steps", "a whole number is wanted")]
    [InlineData("""{"prompt": "a", "stepz": 3}""", "stepz", "there is no such field")]
    [InlineData("""{"prompt": "a", "initial": {"image": 3}}""", "initial.image", "a text is wanted")]
    [InlineData("""{"prompt": "a", "width": 100}""", "width", "multiple of 8")]
    [InlineData("""{"prompt": "a", "width": 8192, "height": 8192}""", "width", "pixels")]
    [InlineData("""{"prompt": "a", "steps": 501}""", "steps", "1 to 500")]
    [InlineData("""{"prompt": "a", "count": 0}""", "count", "1 to 100")]
    [InlineData("""{"prompt": "a", "seed": 4294967296}""", "seed", "4294967295")]
    [InlineData("""{"prompt": "a", "sampler": "eulerr"}""", "sampler", "Did you mean 'euler'")]
    [InlineData("""{"prompt": "a", "schedule": "karas"}""", "schedule", "Did you mean 'karras'")]
    [InlineData("""{"prompt": "a", "sampler": "euler", "eta": 0.5}""", "eta", "adds no fresh noise")]
    [InlineData("""{"prompt": "a", "sampler": "euler_ancestral", "eta": -1}""", "eta", "it is 0 or more")]
    [InlineData("""{"prompt": "a", "sampler": "ddim", "schedule": "karras"}""", "schedule", "schedule")]
    [InlineData("""{"prompt": "a", "model": "ome"}""", "model", "Did you mean 'one'")]
    [InlineData("""{"prompt": "a", "styles": ["nosuch"]}""", "styles", "there is no style")]
    [InlineData("""{"prompt": "a", "styles": [null]}""", "styles", "null is no name")]
    [InlineData("""{"prompt": "a", "styles": ["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]}""", "styles", "up to 20")]
    [InlineData("""{"prompt": "a", "syntax": "odd"}""", "syntax", "weighted, literal")]
    [InlineData("""{"prompt": "a", "noise": "odd"}""", "noise", "torch, cuda, numpy")]
    [InlineData("""{"prompt": "a", "fast": "99"}""", "fast", "there is no level 99")]
    [InlineData("""{"prompt": "a", "priority": 11}""", "priority", "-10 to 10")]
    [InlineData("""{"prompt": "a", "mask": {"image": "AAAA"}}""", "mask", "picture to begin with")]
    [InlineData("""{"prompt": "a", "initial": {"image": "/home/me/fox.png"}}""", "initial.image", "base64")]
    [InlineData("""{"prompt": "a", "initial": {"image": "/etc/passwd"}}""", "initial.image", "it is no picture")]
    [InlineData("""{"prompt": "a", "initial": {"image": "https://example.org/a.png"}}""", "initial.image", "addresses are not followed")]
    [InlineData("""{"steps": 3}""", "prompt", "is missing")]
    [InlineData("""{"prompt": "a", "steps": 3, "steps": 4}""", "steps", "it is there twice")]
    [InlineData("""{"prompt": "a", "Steps": 3, "steps": 4}""", "steps", "it is there twice")]
    [InlineData("""{"prompt": "a", "steps": 3, "Steps": 4}""", "steps", "it is there twice")]
    [InlineData("""{"prompt": "a", "initial": {"image": "AAAA", "Image": "AAAB"}}""", "initial.image", "it is there twice")]
    [InlineData("""{"prompt": "a", "initial": {"image": "AAAA", "image": "AAAB"}}""", "initial.image", "it is there twice")]
    [InlineData("""{"prompt": "a", """, "", "not JSON")]
    [InlineData("null", "", "a JSON object is wanted")]
    public async Task What_is_wrong_is_told_with_its_field(string body, string field, string words)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await open.Server.Client.PostAsync("/api/v1/jobs", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Contains(words, (string?)problem["errors"]![field]?[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/jobs?skip=many", "skip", "'many' cannot be used; a whole number is wanted")]
    [InlineData("/api/v1/jobs?take=99999999999", "take", "'99999999999' cannot be used; a whole number is wanted")]
    [InlineData("/api/v1/jobs?skip=-1", "skip", "-1 is out of range; 0 to 2147483647 can be given")]
    [InlineData("/api/v1/jobs?take=0", "take", "0 is out of range; 1 to 2000 can be given")]
    [InlineData("/api/v1/jobs?take=1&take=2", "take", "'1,2' cannot be used; a whole number is wanted")]
    [InlineData("/api/v1/jobs?state=done,over", "state", "there is no state 'over'; there are queued, running, paused, done, failed, cancelled")]
    [InlineData("/api/v1/jobs/0123456789abcdef0123456789abcdef/preview?decode=perhaps", "decode", "'perhaps' cannot be used; true or false is wanted")]
    [InlineData("/api/v1/pictures?bin=perhaps", "bin", "'perhaps' cannot be used; true or false is wanted")]
    [InlineData("/api/v1/pictures?favourite=perhaps", "favourite", "'perhaps' cannot be used; true or false is wanted")]
    [InlineData("/api/v1/pictures?take=501", "take", "501 is out of range; 1 to 500 can be given")]
    [InlineData("/api/v1/pictures?before=nonsense", "before", "'nonsense' is no id; ids are 32 hexadecimal digits in small letters")]
    [InlineData("/api/v1/pictures?job=nonsense", "job", "'nonsense' is no id; ids are 32 hexadecimal digits in small letters")]
    [InlineData("/api/v1/pictures/0123456789abcdef0123456789abcdef/thumbnail?side=15", "side", "15 is out of range; 16 to 1024 can be given")]
    [InlineData("/api/v1/pictures/0123456789abcdef0123456789abcdef/file?download=perhaps", "download", "'perhaps' cannot be used; true or false is wanted")]
    [InlineData("/api/v1/studies?take=201", "take", "201 is out of range; 1 to 200 can be given")]
    public async Task What_is_wrong_in_an_address_is_told_with_its_name_and_no_type(string address, string parameter, string words)
    {
        (int status, JsonNode? problem) = await open.Server.GetAsync(address);

        Assert.Equal(400, status);
        Assert.Equal(words, (string?)problem!["errors"]![parameter]![0]);
    }

    [Theory]
    [InlineData("/api/v1/pictures?before=0123456789abcdef0123456789abcdef")]
    [InlineData("/api/v1/pictures?job=0123456789abcdef0123456789abcdef")]
    public async Task The_id_of_something_that_is_gone_is_good(string address)
    {
        Assert.Equal(200, (await open.Server.GetAsync(address)).Status);
    }

    [Fact]
    public async Task A_charset_that_nobody_knows_is_told_as_such()
    {
        using ByteArrayContent content = new("""{"prompt": "a"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=nosuch");
        using HttpResponseMessage response = await open.Server.Client.PostAsync("/api/v1/jobs", content, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("UTF-8", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}
