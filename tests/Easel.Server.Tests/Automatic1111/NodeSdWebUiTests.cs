using System.Text.Json;
using Easel.Imaging.Png;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.Automatic1111;

/// <summary>What an outside client of the web UI, node-sd-webui, has from a running server.</summary>
public sealed class NodeSdWebUiTests
{
    [Fact]
    public async Task An_outside_client_paints_edits_reads_pictures_and_has_all_its_names_of_samplers_understood()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder, new Studio());

        Dictionary<string, JsonElement> told = await NodeClients.RunAsync("sdwebui.mjs", server.Client.BaseAddress!.ToString().TrimEnd('/'));

        JsonElement text = told["txt2img"];
        Assert.Equal([11, 12, 13, 14], text.GetProperty("info").GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        PngPicture[] pictures = ForeignRequests.Pictures(text);
        Assert.Equal(4, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal((64, 64), (picture.Image.Width, picture.Image.Height)));
        Assert.Contains("Denoising strength: 0.75", Infotext(told["img2img"]), StringComparison.Ordinal);
        Assert.Equal("""{"name":"pngInfo","prompt":"a red fox","steps":2,"samplingMethod":"Euler a","cfgScale":6,"seed":11,"width":64,"height":64,"modelHash":"7692c3ad35","model":"one","negativePrompt":"a hen"}""", told["pngInfo"].GetRawText());
        PngPicture large = Assert.Single(ForeignRequests.Pictures(told["hires"]));
        Assert.Equal((128, 128), (large.Image.Width, large.Image.Height));

        Dictionary<string, JsonElement> samplers = told.Where(line => line.Key.StartsWith("sampler ", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(19, samplers.Count);
        Assert.Equal("Not Found", samplers["sampler DPM adaptive"].GetProperty("error").GetString());
        Assert.All(samplers.Where(sampler => sampler.Key != "sampler DPM adaptive"), sampler =>
        {
            string name = sampler.Key["sampler ".Length..].Replace("S2", "2S", StringComparison.Ordinal);
            JsonElement info = sampler.Value.GetProperty("info");
            string schedule = info.GetProperty("extra_generation_params").TryGetProperty("Schedule type", out JsonElement type) ? $" {type.GetString()}" : "";
            Assert.Equal(name, info.GetProperty("sampler_name").GetString() + schedule);
        });
    }

    private static string Infotext(JsonElement answer) => answer.GetProperty("info").GetProperty("infotexts")[0].GetString()!;
}
