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
    [InlineData("""{"prompt": "a", "model": "ome"}""", "model", "Did you mean 'one'")]
    [InlineData("""{"prompt": "a", "styles": ["nosuch"]}""", "styles", "there is no style")]
    [InlineData("""{"prompt": "a", "styles": [null]}""", "styles", "null is no name")]
    [InlineData("""{"prompt": "a", "styles": ["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]}""", "styles", "up to 20")]
    [InlineData("""{"prompt": "a", "syntax": "odd"}""", "syntax", "weighted, literal")]
    [InlineData("""{"prompt": "a", "noise": "odd"}""", "noise", "torch, cuda, numpy")]
    [InlineData("""{"prompt": "a", "fast": "99"}""", "fast", "there is no level 99")]
    [InlineData("""{"prompt": "a", "priority": 11}""", "priority", "-10 to 10")]
    [InlineData("""{"prompt": "a", "mask": {"image": "AAAA"}}""", "mask", "picture to begin with")]
    [InlineData("""{"prompt": "a", "initial": {"image": "/etc/passwd"}}""", "initial.image", "base64")]
    [InlineData("""{"prompt": "a", "initial": {"image": "https://example.org/a.png"}}""", "initial.image", "addresses are not followed")]
    [InlineData("""{"steps": 3}""", "prompt", "is missing")]
    [InlineData("""{"prompt": "a", """, "", "not JSON")]
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
    [InlineData("/api/v1/pictures?bin=perhaps", "bin", "'perhaps' cannot be used; true or false is wanted")]
    public async Task What_is_wrong_in_an_address_is_told_with_its_name_and_no_type(string address, string parameter, string words)
    {
        (int status, JsonNode? problem) = await open.Server.GetAsync(address);

        Assert.Equal(400, status);
        Assert.Equal(words, (string?)problem!["errors"]![parameter]![0]);
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
