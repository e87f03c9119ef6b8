using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.OpenAi;

/// <summary>What OpenAI's own client for JavaScript has from a running server.</summary>
public sealed class OpenAiNpmTests
{
    [Fact]
    public async Task OpenAi_s_own_client_paints_edits_streams_and_understands_errors()
    {
        using TestFolder folder = new();
        Studio studio = new() { Fault = prompt => prompt == "a broken fox" ? new Diffusion.GenerationException("The paint is dry.") : null };
        await using TestServer server = await TestServer.StartAsync(folder, studio);
        File.WriteAllBytes(folder.PathOf("picture.png"), PngFile.Encode(ForeignRequests.Colour(64, 64, 9, 8, 7)));
        File.WriteAllBytes(folder.PathOf("mask.png"), TransparentPng.LeftHalf(64, 64));

        Dictionary<string, JsonElement> told = await NodeClients.RunAsync("openai.mjs", server.Client.BaseAddress!.ToString().TrimEnd('/'), folder.Path);

        Assert.Equal(["one", "pocket", "two"], told["models"].GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).Order());
        Assert.Equal("one", told["model"].GetProperty("id").GetString());
        JsonElement[] generated = [.. told["generate"].GetProperty("data").EnumerateArray()];
        Assert.Equal([5, 6], generated.Select(item => item.GetProperty("seed").GetInt32()));
        Assert.All(generated, item => Assert.Equal(64, Decode(item).Width));
        Assert.Equal(("200", "image/png"), (told["url"].GetProperty("status").ToString(), told["url"].GetProperty("type").GetString()));
        Assert.Equal(64, PngFile.Decode(told["url"].GetProperty("bytes").GetBytesFromBase64(), "url").Image.Width);
        Assert.Equal(("jpeg", "low"), (told["jpeg"].GetProperty("output_format").GetString(), told["jpeg"].GetProperty("quality").GetString()));
        Assert.Equal([0xFF, 0xD8], told["jpeg"].GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64()[..2]);
        Assert.Equal(64, Decode(told["edit"].GetProperty("data")[0]).Height);
        Image whole = PictureFile.Decode(told["edit whole"].GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64(), "webp");
        Assert.Equal((128, 64), (whole.Width, whole.Height));
        Assert.Equal("image_generation.completed", Last(told["stream"]).GetProperty("type").GetString());
        Assert.Equal("image_edit.completed", Last(told["edit stream"]).GetProperty("type").GetString());
        Assert.Equal(("BadRequestError", "size"), (told["wrong size"].GetProperty("kind").GetString(), told["wrong size"].GetProperty("param").GetString()));
        Assert.Equal(("NotFoundError", "model_not_found"), (told["wrong model"].GetProperty("kind").GetString(), told["wrong model"].GetProperty("code").GetString()));
        Assert.Equal("The paint is dry.", told["failed stream"].GetProperty("error").GetString());
        Assert.Equal("500 The paint is dry.", told["failed"].GetProperty("error").GetString());
    }

    private static Image Decode(JsonElement item) => PngFile.Decode(item.GetProperty("b64_json").GetBytesFromBase64(), "picture").Image;

    private static JsonElement Last(JsonElement answer) => answer.GetProperty("events").EnumerateArray().Last();
}
