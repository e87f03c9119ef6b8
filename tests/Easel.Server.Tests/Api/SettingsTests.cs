using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Server.Tests.Api;

/// <summary>What pictures of other programs say of how they were painted.</summary>
/// <param name="open">The server that is asked.</param>
public sealed class SettingsTests(OpenServer open) : IClassFixture<OpenServer>
{
    [Fact]
    public async Task The_web_UIs_parameters_are_read()
    {
        const string text = "a (red:1.2) fox\nNegative prompt: blurry\nSteps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567, Size: 768x512, Model: one, Clip skip: 2, RNG: CPU";

        JsonNode settings = await ReadAsync(new PngText("parameters", text));

        JsonNode request = settings["request"]!;
        Assert.Equal("a1111", (string?)settings["source"]);
        Assert.Equal(("a (red:1.2) fox", "blurry", "one"), ((string?)request["prompt"], (string?)request["negativePrompt"], (string?)request["model"]));
        Assert.Equal((28, "dpmpp_2m", "karras", 6.5), ((int)request["steps"]!, (string?)request["sampler"], (string?)request["schedule"], (double)request["scale"]!));
        Assert.Equal((1234567, 768, 512, "torch"), ((long)request["seed"]!, (int)request["width"]!, (int)request["height"]!, (string?)request["noise"]));
        Assert.Contains(settings["warnings"]!.AsArray(), warning => ((string)warning!).Contains("Clip skip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ComfyUIs_graph_is_followed_from_its_sampler()
    {
        const string graph = """
            {"3": {"class_type": "KSampler", "inputs": {"seed": 99, "steps": 12, "cfg": 5.5, "sampler_name": "euler_ancestral", "scheduler": "karras", "denoise": 1.0,
              "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
             "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd/two.safetensors"}},
             "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "x", "model": ["4", 0]}},
             "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 448, "batch_size": 1}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["11", 0], "clip": ["4", 1]}},
             "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
             "11": {"class_type": "PrimitiveString", "inputs": {"value": "a quiet lake"}}}
            """;

        JsonNode settings = await ReadAsync(new PngText("prompt", graph));

        JsonNode request = settings["request"]!;
        Assert.Equal("comfyui", (string?)settings["source"]);
        Assert.Equal(("a quiet lake", "blurry", "two"), ((string?)request["prompt"], (string?)request["negativePrompt"], (string?)request["model"]));
        Assert.Equal((12, "euler_ancestral", "karras", 5.5, 99L), ((int)request["steps"]!, (string?)request["sampler"], (string?)request["schedule"], (double)request["scale"]!, (long)request["seed"]!));
        Assert.Equal((640, 448), ((int)request["width"]!, (int)request["height"]!));
        Assert.Contains(settings["warnings"]!.AsArray(), warning => ((string)warning!).Contains("LoraLoader", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prompt", """{"1": {"class_type": "KSampler", "inputs": {"positive": ["1", 0], "model": ["1", 0], "latent_image": ["9", 0]}}}""", "comfyui")]
    [InlineData("prompt", "[1, 2]", null)]
    [InlineData("prompt", "{\"1\": 5, \"2\": {\"class_type\": 7}}", null)]
    [InlineData("parameters", "only a prompt", null)]
    public async Task Graphs_and_texts_that_lead_nowhere_do_no_harm(string keyword, string text, string? source)
    {
        JsonNode settings = await ReadAsync(new PngText(keyword, text));

        Assert.Equal(source, (string?)settings["source"]);
        // Where nothing was read, it is said; a graph that goes round in circles has nothing to tell.
        Assert.Equal(source is null, settings["warnings"]!.AsArray().Count > 0);
    }

    private async Task<JsonNode> ReadAsync(PngText text)
    {
        (int status, JsonNode? settings) = await open.Server.PostFileAsync("/api/v1/settings", PngFile.Encode(new Image(64, 64, new byte[64 * 64 * 3]), text));
        Assert.Equal(200, status);
        return settings!;
    }
}
