using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Tests;

namespace Easel.Server.Tests.Api;

/// <summary>The API is stable: its document is the approved one. <c>EASEL_TEST_APPROVE=1</c> approves what there is now; look at the difference before.</summary>
/// <param name="open">The server that is asked.</param>
public sealed class ContractTests(OpenServer open) : IClassFixture<OpenServer>
{
    private const string Switch = "EASEL_TEST_APPROVE";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_of_the_API_is_the_approved_one()
    {
        string found = Sorted(await open.Server.Client.GetStringAsync("/openapi/v1.json", Cancel));

        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            await File.WriteAllTextAsync(ApprovedFile, found, Cancel);
        }

        Assert.True(File.Exists(ApprovedFile), $"There is no approved document yet: {Switch}=1 writes it.");
        Assert.Equal(await File.ReadAllTextAsync(ApprovedFile, Cancel), found);
    }

    [Fact]
    public async Task Every_operation_parameter_and_field_has_words()
    {
        JsonNode document = JsonNode.Parse(await open.Server.Client.GetStringAsync("/openapi/v1.json", Cancel))!;

        foreach ((string path, JsonNode? methods) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in methods!.AsObject())
            {
                Assert.False(string.IsNullOrEmpty((string?)operation!["summary"]), $"{method} {path} has no summary");
                Assert.All(operation["parameters"]?.AsArray() ?? [], parameter => Assert.False(string.IsNullOrEmpty((string?)parameter!["description"]), $"{method} {path}: {parameter["name"]}"));
            }
        }

        foreach ((string name, JsonNode? schema) in document["components"]!["schemas"]!.AsObject().Where(schema => !schema.Key.EndsWith("ProblemDetails", StringComparison.Ordinal)))
        {
            foreach ((string field, JsonNode? value) in schema!["properties"]?.AsObject() ?? [])
            {
                bool isTold = value!["description"] is not null || value["oneOf"]?.AsArray().Any(one => one!["description"] is not null) == true;
                Assert.True(isTold, $"{name}.{field} has no words");
            }
        }
    }

    [Fact]
    public async Task The_page_of_the_API_asks_nobody_but_this_server()
    {
        using HttpResponseMessage page = await open.Server.Client.GetAsync("/scalar/", Cancel);

        string html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        using HttpResponseMessage script = await open.Server.Client.GetAsync("/scalar/scalar.js", Cancel);
        Assert.True(script.IsSuccessStatusCode);
    }

    private static string ApprovedFile => Path.Combine(Repository.Root, "tests/Easel.Server.Tests/Api/openapi-v1.approved.json");

    /// <summary>With the names of all objects in order: what comes first is no part of the contract.</summary>
    private static string Sorted(string json) => Sort(JsonNode.Parse(json))!.ToJsonString(s_indented).ReplaceLineEndings("\n") + "\n";

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject whole => new JsonObject(whole.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sort(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sort)]),
        _ => node?.DeepClone(),
    };
}
