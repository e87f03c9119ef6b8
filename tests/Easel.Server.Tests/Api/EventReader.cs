using System.Text.Json.Nodes;

namespace Easel.Server.Tests.Api;

/// <summary>Reads <c>/api/v1/events</c> as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Begins to listen: what happens from now on is told.</summary>
    public static async Task<EventReader> OpenAsync(HttpClient client, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/events");
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.True(response.IsSuccessStatusCode);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancel)));
    }

    /// <summary>All events up to one.</summary>
    public async Task<List<(string Name, JsonNode Data)>> UntilAsync(Func<string, JsonNode, bool> isLast)
    {
        List<(string Name, JsonNode Data)> told = [];
        string name = "";
        while (await _reader.ReadLineAsync(Cancel).AsTask().PatientlyAsync() is string line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                told.Add((name, JsonNode.Parse(line["data: ".Length..])!));
                if (isLast(name, told[^1].Data))
                {
                    return told;
                }
            }
        }

        throw new InvalidOperationException($"The stream ended behind {string.Join(", ", told.Select(happened => happened.Name))}.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
