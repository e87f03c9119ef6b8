#pragma warning disable OPENAI001 // The client calls its own newer members experimental.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Tests.Foreign;
using OpenAI;
using OpenAI.Images;
using OpenAI.Models;

namespace Easel.Server.Tests.OpenAi;

/// <summary>What OpenAI's own client for .NET has from a running server.</summary>
public sealed class OpenAiNuGetTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly OpenAIClient _client = new(new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(shared.Server.Client.BaseAddress!, "v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    [Fact]
    public async Task It_lists_models() => Assert.Contains((await _client.GetOpenAIModelClient().GetModelsAsync(TestContext.Current.CancellationToken)).Value, (OpenAIModel model) => model.Id == "one");

    [Fact]
    public async Task It_paints_pictures_as_bytes_and_as_addresses()
    {
        ImageClient images = _client.GetImageClient("one");

        GeneratedImageCollection bytes = await images.GenerateImagesAsync("a fox", 2, new ImageGenerationOptions { Size = new GeneratedImageSize(64, 128), Quality = new GeneratedImageQuality("low"), OutputFileFormat = "webp", OutputCompressionFactor = 80 }, TestContext.Current.CancellationToken);
        GeneratedImage address = await images.GenerateImageAsync("a fox", new ImageGenerationOptions { Size = new GeneratedImageSize(64, 64), ResponseFormat = GeneratedImageFormat.Uri }, TestContext.Current.CancellationToken);

        Assert.Equal(2, bytes.Count);
        Assert.All(bytes, picture => Assert.Equal((64, 128), SizeOf(picture.ImageBytes)));
        Assert.Equal(256, bytes.Usage.OutputTokenCount);
        Assert.Equal((64, 64), SizeOf(new BinaryData(await shared.Server.Client.GetByteArrayAsync(address.ImageUri, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task It_edits_pictures_with_a_mask_and_without()
    {
        ImageClient images = _client.GetImageClient("one");
        byte[] picture = PngFile.Encode(ForeignRequests.Colour(64, 64, 9, 8, 7));

        GeneratedImage whole = await images.GenerateImageEditAsync(new MemoryStream(picture), "a.png", "a fox", new ImageEditOptions(), TestContext.Current.CancellationToken);
        GeneratedImage masked = await images.GenerateImageEditAsync(new MemoryStream(picture), "a.png", "a fox", new MemoryStream(TransparentPng.LeftHalf(64, 64)), "m.png", new ImageEditOptions { Size = new GeneratedImageSize(128, 128) }, TestContext.Current.CancellationToken);

        Assert.Equal(((64, 64), (128, 128)), (SizeOf(whole.ImageBytes), SizeOf(masked.ImageBytes)));
        Assert.Equal([false, true], shared.Studio.Requests.TakeLast(2).Select(request => request.Initial!.Mask is not null));
    }

    [Fact]
    public async Task It_reads_a_stream_of_events()
    {
        ImageClient images = _client.GetImageClient("one");
        BinaryContent asked = BinaryContent.Create(BinaryData.FromString("""{"model": "one", "prompt": "a fox", "n": 2, "size": "64x64", "stream": true, "partial_images": 1}"""));

        ClientResult result = await images.GenerateImagesAsync(asked, new RequestOptions { BufferResponse = false, CancellationToken = TestContext.Current.CancellationToken });
        List<SseItem<string>> events = [];
        await foreach (SseItem<string> sent in SseParser.Create(result.GetRawResponse().ContentStream!).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            events.Add(sent);
        }

        SseItem<string>[] finished = [.. events.Where(sent => sent.EventType == "image_generation.completed")];
        Assert.Equal(2, finished.Length);
        Assert.All(finished, sent => Assert.Equal((64, 64), SizeOf(new BinaryData(JsonDocument.Parse(sent.Data).RootElement.GetProperty("b64_json").GetBytesFromBase64()))));
    }

    [Fact]
    public async Task It_understands_errors()
    {
        ImageClient images = _client.GetImageClient("one");

        ClientResultException size = await Assert.ThrowsAsync<ClientResultException>(() => images.GenerateImageAsync("a fox", new ImageGenerationOptions { Size = new GeneratedImageSize(65, 64) }, TestContext.Current.CancellationToken));
        ClientResultException failed = await Assert.ThrowsAsync<ClientResultException>(() => images.GenerateImageAsync("a broken fox", new ImageGenerationOptions { Size = new GeneratedImageSize(64, 64) }, TestContext.Current.CancellationToken));

        Assert.Equal(400, size.Status);
        Assert.Contains("multiple of 8", size.Message, StringComparison.Ordinal);
        Assert.Contains("The paint is dry.", failed.Message, StringComparison.Ordinal);
    }

    private static (int Width, int Height) SizeOf(BinaryData file)
    {
        Image picture = PictureFile.Decode(file.ToArray(), "picture");
        return (picture.Width, picture.Height);
    }
}
