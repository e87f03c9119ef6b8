using System.Net;
using System.Text.Json;
using Easel.Imaging.Png;
using Easel.Server.Models;
using Easel.Server.OpenAi;
using Easel.Server.Tests.Foreign;

namespace Easel.Server.Tests.OpenAi;

public sealed class OpenAiApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Generations = "/v1/images/generations";
    private const string Edits = "/v1/images/edits";

    private readonly TestServer _server = shared.Server;

    private HttpClient Client => _server.Client;

    [Theory]
    [InlineData("{}", "prompt", "a prompt is wanted")]
    [InlineData("""{"prompt": "a", "size": "65x64"}""", "size", "multiple of 8")]
    [InlineData("""{"prompt": "a", "size": "big"}""", "size", "no size")]
    [InlineData("""{"prompt": "a", "size": "8192x8192"}""", "size", "paints up to")]
    [InlineData("""{"prompt": "a", "n": 0}""", "n", "1 to")]
    [InlineData("""{"prompt": "a", "n": 1000}""", "n", "1000 pictures")]
    [InlineData("""{"prompt": "a", "quality": "superb"}""", "quality", "'superb'")]
    [InlineData("""{"prompt": "a", "background": "transparent"}""", "background", "opaque")]
    [InlineData("""{"prompt": "a", "output_format": "gif"}""", "output_format", "png, jpeg and webp")]
    [InlineData("""{"prompt": "a", "output_compression": 50}""", "output_compression", "lose nothing")]
    [InlineData("""{"prompt": "a", "partial_images": 2}""", "partial_images", "stream")]
    [InlineData("""{"prompt": "a", "stream": true, "partial_images": 4}""", "partial_images", "0 to 3")]
    [InlineData("""{"prompt": "a", "response_format": "file"}""", "response_format", "b64_json and url")]
    [InlineData("""{"prompt": "a", "sampler": "DPM adaptive"}""", "sampler", "Easel does not")]
    public async Task What_cannot_be_had_is_an_error_in_openai_s_form_that_names_the_field(string json, string field, string part)
    {
        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync(Generations, json);

        JsonElement error = body.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((field, "invalid_request_error"), (error.GetProperty("param").GetString(), error.GetProperty("type").GetString()));
        Assert.Contains(part, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("low", 10, "low")]
    [InlineData("auto", 20, "medium")]
    [InlineData("hd", 30, "high")]
    [InlineData("max", 60, "max")]
    public async Task Quality_is_a_number_of_steps(string quality, int steps, string told)
    {
        JsonElement answer = await Client.TakeAsync(Generations, $$"""{"prompt": "a fox", "size": "64x64", "quality": "{{quality}}"}""");

        Assert.Equal(steps, _server.Jobs.List([], owner: null, 0, 1)[0].Asked.Request.Steps);
        Assert.Equal(told, answer.GetProperty("quality").GetString());
    }

    [Fact]
    public async Task Fields_of_other_models_and_times_are_tolerated()
    {
        JsonElement answer = await Client.TakeAsync(
            Generations,
            """{"model": "gpt-image-2.6-flare", "prompt": "a fox", "size": "64x64", "moderation": "low", "style": "vivid", "user": "me", "complexity": "high", "n": null, "svg": null, "from_the_future": {"a": 1}}""");

        Assert.Equal(("me", "64x64", "png", "opaque"), (answer.GetProperty("safety_identifier").GetString(), answer.GetProperty("size").GetString(), answer.GetProperty("output_format").GetString(), answer.GetProperty("background").GetString()));
    }

    [Fact]
    public async Task Usage_counts_what_is_read_and_painted()
    {
        JsonElement usage = (await Client.TakeAsync(Generations, """{"prompt": "a red fox", "n": 2, "size": "64x128"}""")).GetProperty("usage");

        Assert.Equal(256, usage.GetProperty("output_tokens").GetInt32()); // 8 x 16 places of a latent, twice
        Assert.Equal(usage.GetProperty("input_tokens").GetInt32() + 256, usage.GetProperty("total_tokens").GetInt32());
        Assert.Equal(3, usage.GetProperty("input_tokens_details").GetProperty("text_tokens").GetInt32());
    }

    [Fact]
    public async Task Addresses_are_long_and_good_for_an_hour()
    {
        JsonElement answer = await Client.TakeAsync(Generations, """{"prompt": "a fox", "size": "64x64", "response_format": "url", "output_format": "webp"}""");

        Uri address = new(answer.GetProperty("data")[0].GetProperty("url").GetString()!);
        string name = Path.GetFileNameWithoutExtension(address.AbsolutePath);
        HttpResponseMessage now = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        HttpResponseMessage guessed = await Client.GetAsync(new Uri(address, $"{new string('A', 43)}.webp"), TestContext.Current.CancellationToken);
        shared.Clock.Advance(PictureLinks.Lifetime);
        HttpResponseMessage later = await Client.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(43, name.Length); // 256 bits
        Assert.Equal((HttpStatusCode.OK, "image/webp"), (now.StatusCode, now.Content.Headers.ContentType!.MediaType));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (guessed.StatusCode, later.StatusCode));
    }

    [Fact]
    public async Task Unfinished_pictures_are_sent_at_even_shares_of_the_steps()
    {
        shared.Studio.LookedAt.Add(("streamed", 3));
        shared.Studio.LookedAt.Add(("streamed", 5));

        string text = await PostTextAsync(Generations, """{"prompt": "streamed", "size": "64x64", "steps": 6, "stream": true, "partial_images": 2, "output_format": "jpeg"}""");

        (string Name, JsonElement Data)[] events = [.. Events(text)];
        Assert.Equal("openai", _server.Jobs.List([], owner: null, 0, 1)[0].Asked.Source);
        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], events.Select(sent => sent.Name));
        Assert.Equal([0, 1], events[..2].Select(sent => sent.Data.GetProperty("partial_image_index").GetInt32()));
        Assert.All(events, sent => Assert.Equal([0xFF, 0xD8], sent.Data.GetProperty("b64_json").GetBytesFromBase64()[..2]));
        Assert.True(events[2].Data.TryGetProperty("usage", out _));
    }

    [Fact]
    public async Task Many_pictures_are_streamed_each_when_it_is_finished()
    {
        string text = await PostTextAsync(Generations, """{"prompt": "several", "size": "64x64", "n": 3, "steps": 2, "stream": true}""");

        Assert.Equal(["image_generation.completed", "image_generation.completed", "image_generation.completed"], Events(text).Select(sent => sent.Name));
    }

    [Fact]
    public async Task An_edit_paints_where_the_mask_is_transparent()
    {
        using MultipartFormDataContent form = new() { { new StringContent("a fox"), "prompt" } };
        form.Add(Png(PngFile.Encode(ForeignRequests.Colour(64, 64, 9, 8, 7))), "image", "a.png");
        form.Add(Png(TransparentPng.LeftHalf(64, 64)), "mask", "m.png");

        HttpResponseMessage response = await Client.PostAsync(new Uri(Edits, UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Diffusion.InitialPicture initial = shared.Studio.Requests.Last().Initial!;
        Assert.Equal(((byte)255, (byte)0), (initial.Mask!.Pixels.Span[0], initial.Mask.Pixels.Span[40]));
        Assert.Equal(1, initial.Strength);
    }

    [Fact]
    public async Task Without_a_mask_the_picture_s_own_transparency_is_painted_and_without_any_all_of_it_a_little()
    {
        await EditAsync(TransparentPng.LeftHalf(64, 64));
        await EditAsync(PngFile.Encode(ForeignRequests.Colour(64, 64, 9, 8, 7)));

        Diffusion.InitialPicture[] initials = [.. shared.Studio.Requests.TakeLast(2).Select(request => request.Initial!)];
        Assert.Equal(((byte)255, (byte)0), (initials[0].Mask!.Pixels.Span[0], initials[0].Mask!.Pixels.Span[40]));
        Assert.Null(initials[1].Mask);
        Assert.Equal(0.75, initials[1].Strength);
    }

    [Theory]
    [InlineData("text/plain", "a form is wanted")]
    [InlineData("multipart/form-data", "boundary")]
    public async Task What_is_no_form_says_so(string type, string part)
    {
        using ByteArrayContent content = new("--x"u8.ToArray());
        content.Headers.ContentType = new(type);

        HttpResponseMessage response = await Client.PostAsync(new Uri(Edits, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_s_size_is_its_picture_s_as_far_as_the_model_s_goes()
    {
        ModelEntry model = _server.Models.Find(null)!;

        await EditAsync(PngFile.Encode(ForeignRequests.Colour(2048, 1024, 9, 8, 7)), steps: 1);

        Diffusion.ImageRequest request = _server.Jobs.List([], owner: null, 0, 1)[0].Asked.Request;
        Assert.Equal((512, 512), (model.Defaults.Width, model.Defaults.Height));
        Assert.Equal((728, 360), (request.Width, request.Height)); // 512 x 512 pixels at 2 : 1
    }

    private async Task EditAsync(byte[] picture, int steps = 2)
    {
        using MultipartFormDataContent form = new() { { new StringContent("a fox"), "prompt" }, { new StringContent($"{steps}"), "steps" } };
        form.Add(Png(picture), "image[]", "a.png");
        HttpResponseMessage response = await Client.PostAsync(new Uri(Edits, UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static ByteArrayContent Png(byte[] file)
    {
        ByteArrayContent content = new(file);
        content.Headers.ContentType = new("image/png");
        return content;
    }

    private async Task<string> PostTextAsync(string address, string json)
    {
        using StringContent content = new(json);
        HttpResponseMessage response = await Client.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string Name, JsonElement Data)> Events(string text)
    {
        foreach (string part in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = part.Split('\n');
            yield return (lines[0]["event: ".Length..], JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement);
        }
    }
}
