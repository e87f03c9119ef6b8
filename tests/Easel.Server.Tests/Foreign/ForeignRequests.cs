using System.Net;
using System.Text;
using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Server.Tests.Foreign;

/// <summary>What tests of foreign APIs send and look at.</summary>
internal static class ForeignRequests
{
    /// <summary>Posts JSON as a client writes it, and reads JSON.</summary>
    public static async Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(this HttpClient client, string address, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        return await ReadAsync(await client.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken));
    }

    /// <summary>Gets JSON.</summary>
    public static async Task<(HttpResponseMessage Response, JsonElement Body)> ReadAsync(this HttpClient client, string address)
        => await ReadAsync(await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>Posts JSON that must be taken.</summary>
    public static async Task<JsonElement> TakeAsync(this HttpClient client, string address, string json)
    {
        (HttpResponseMessage response, JsonElement body) = await client.PostAsync(address, json);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        return body;
    }

    /// <summary>The pictures of an answer.</summary>
    public static PngPicture[] Pictures(JsonElement answer) => [.. answer.GetProperty("images").EnumerateArray().Select(image => PngFile.Decode(image.GetBytesFromBase64(), "image"))];

    /// <summary>A picture of one colour as base64.</summary>
    public static string Plain(int width, int height, byte red, byte green, byte blue) => Convert.ToBase64String(PngFile.Encode(Colour(width, height, red, green, blue)));

    /// <summary>A picture of one colour.</summary>
    public static Image Colour(int width, int height, byte red, byte green, byte blue)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        }

        return new Image(width, height, pixels);
    }

    /// <summary>A mask as base64: white in a part, else black.</summary>
    public static string Mask(int width, int height, int left, int top, int right, int bottom)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            bool isWhite = i % width >= left && i % width < right && i / width >= top && i / width < bottom;
            pixels.AsSpan(3 * i, 3).Fill(isWhite ? byte.MaxValue : (byte)0);
        }

        return Convert.ToBase64String(PngFile.Encode(new Image(width, height, pixels)));
    }

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response, JsonDocument.Parse(text.Length == 0 ? "null" : text).RootElement);
    }
}
