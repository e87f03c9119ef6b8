using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Easel.Server.Tests.Api;

/// <summary>Short ways to ask a server.</summary>
internal static class Asking
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Posts JSON.</summary>
    public static async Task<(int Status, JsonNode? Body)> PostAsync(this TestServer server, string path, object? body) => await ReadAsync(await server.Client.PostAsJsonAsync(path, body, Cancel));

    /// <summary>Posts bytes.</summary>
    public static async Task<(int Status, JsonNode? Body)> PostFileAsync(this TestServer server, string path, byte[] file)
    {
        using ByteArrayContent content = new(file);
        return await ReadAsync(await server.Client.PostAsync(path, content, Cancel));
    }

    /// <summary>Gets JSON.</summary>
    public static async Task<(int Status, JsonNode? Body)> GetAsync(this TestServer server, string path) => await ReadAsync(await server.Client.GetAsync(path, Cancel));

    /// <summary>Sends with some other method, or with headers.</summary>
    public static async Task<(int Status, JsonNode? Body)> SendAsync(this TestServer server, HttpMethod method, string path, object? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await ReadAsync(await server.Client.SendAsync(request, Cancel));
    }

    /// <summary>Waits until a job that was submitted is over.</summary>
    public static async Task<JsonNode> FinishAsync(this TestServer server, JsonNode job)
    {
        string id = (string)job["id"]!;
        await server.Jobs.WhenOverAsync(id, Cancel).PatientlyAsync();
        return (await server.GetAsync($"/api/v1/jobs/{id}")).Body!;
    }

    private static async Task<(int Status, JsonNode? Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(Cancel);
            return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
        }
    }
}
