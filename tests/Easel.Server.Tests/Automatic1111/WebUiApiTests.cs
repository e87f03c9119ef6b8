using System.Net;
using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;
using Easel.Server.Jobs;
using Easel.Server.Tests.Foreign;

namespace Easel.Server.Tests.Automatic1111;

public sealed class WebUiApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Text = "/sdapi/v1/txt2img";
    private const string Picture = "/sdapi/v1/img2img";

    private readonly TestServer _server = shared.Server;

    private HttpClient Client => _server.Client;

    [Fact]
    public async Task Pictures_come_back_with_their_seeds_texts_and_all_keys_of_info()
    {
        JsonElement answer = await Client.TakeAsync(Text, """{"prompt": "a fox", "negative_prompt": "a hen", "seed": 10, "batch_size": 2, "n_iter": 2, "steps": 2, "width": 64, "height": 64, "sampler_name": "Euler a"}""");

        PngPicture[] pictures = ForeignRequests.Pictures(answer);
        using var info = JsonDocument.Parse(answer.GetProperty("info").GetString()!);
        Assert.Equal(4, pictures.Length);
        Assert.Equal([10, 11, 12, 13], info.RootElement.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(pictures.Select(picture => picture.Texts.Single(text => text.Keyword == "parameters").Text), info.RootElement.GetProperty("infotexts").EnumerateArray().Select(text => text.GetString()));
        Assert.Contains("Seed: 12", info.RootElement.GetProperty("infotexts")[2].GetString(), StringComparison.Ordinal);
        string[] keys =
        [
            "prompt", "all_prompts", "negative_prompt", "all_negative_prompts", "seed", "all_seeds", "subseed", "all_subseeds", "subseed_strength", "width", "height", "sampler_name", "cfg_scale", "steps",
            "batch_size", "restore_faces", "face_restoration_model", "sd_model_name", "sd_model_hash", "sd_vae_name", "sd_vae_hash", "seed_resize_from_w", "seed_resize_from_h", "denoising_strength",
            "extra_generation_params", "index_of_first_image", "infotexts", "styles", "job_timestamp", "clip_skip", "is_using_inpainting_conditioning", "version",
        ];
        Assert.Equal("7692c3ad35", info.RootElement.GetProperty("sd_model_hash").GetString()); // sha256sum of the file, which says "one"
        Assert.Empty(keys.Except(info.RootElement.EnumerateObject().Select(key => key.Name)));
        Assert.Equal(("a fox", 10), (answer.GetProperty("parameters").GetProperty("prompt").GetString(), answer.GetProperty("parameters").GetProperty("seed").GetInt32()));
    }

    [Fact]
    public async Task More_styles_than_anybody_needs_are_an_error_of_this_API_s_form()
    {
        string styles = string.Join(", ", Enumerable.Repeat("\"watercolor\"", 21));

        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync(Text, $$"""{"prompt": "a fox", "styles": [{{styles}}]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("styles: 21 styles; up to 20 can be applied one after another", body.GetProperty("detail").GetString());
        Assert.Equal(body.GetProperty("detail").GetString(), body.GetProperty("errors").GetString());
    }

    [Fact]
    public async Task A_client_that_hangs_up_cancels_its_job()
    {
        Studio.Hold hold = shared.Studio.HoldAt("slow", 2);
        using CancellationTokenSource gone = new();
        using StringContent content = new("""{"prompt": "slow", "steps": 3, "width": 64, "height": 64, "save_images": true}""");
        Task<HttpResponseMessage> asked = Client.PostAsync(new Uri(Text, UriKind.Relative), content, gone.Token);
        await hold.Reached;

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Job job = Assert.Single(_server.Jobs.List([], owner: null, 0, 100), job => job.Asked.Request.Batches[0][0] == "slow");
        await Patience.UntilAsync(() => _server.Get<WorkTable>().Of(job.Id).All(work => work.Stop.IsCancellationRequested));
        hold.Release();

        Assert.Equal(JobState.Cancelled, (await _server.FinishAsync(job)).State);
        Assert.DoesNotContain(shared.Studio.Painted, painted => painted.StartsWith("slow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupt_gives_back_what_is_there_and_what_was_being_painted()
    {
        Studio.Hold hold = shared.Studio.HoldAt("first", 1);
        Studio.Hold next = shared.Studio.HoldAt("first", 2);
        Task<JsonElement> asked = Client.TakeAsync(Text, """{"prompt": "first", "steps": 3, "width": 64, "height": 64, "force_task_id": "mine"}""");
        await hold.Reached;
        PictureWork work = Assert.Single(_server.Get<WorkTable>().Of(_server.Jobs.List([], owner: null, 0, 10)[0].Id));

        Assert.Equal("{}", (await Client.TakeAsync("/sdapi/v1/interrupt", "")).ToString());
        await Patience.UntilAsync(() => work.WantsDecoded);
        hold.Release();
        await Patience.UntilAsync(() => work.Stop.IsCancellationRequested);
        next.Release();

        Assert.Equal(Studio.Unfinished(64, 64).Pixels.ToArray(), Assert.Single(ForeignRequests.Pictures(await asked)).Image.Pixels.ToArray());
    }

    [Fact]
    public async Task Progress_tells_of_the_asker_s_job_and_is_0_when_there_is_none()
    {
        (_, JsonElement idle) = await Client.ReadAsync("/sdapi/v1/progress?skip_current_image=true");
        Studio.Hold hold = shared.Studio.HoldAt("watched", 2);
        Task<JsonElement> asked = Client.TakeAsync(Text, """{"prompt": "watched", "steps": 4, "batch_size": 2, "width": 64, "height": 64, "force_task_id": "task(1)"}""");
        await hold.Reached;

        (_, JsonElement progress) = await Client.ReadAsync("/sdapi/v1/progress");
        JsonElement task = await Client.TakeAsync("/internal/progress", """{"id_task": "task(1)", "id_live_preview": -1}""");
        hold.Release();
        await asked;
        JsonElement over = await Client.TakeAsync("/internal/progress", """{"id_task": "task(1)"}""");

        Assert.Equal((0, 0), (idle.GetProperty("progress").GetDouble(), idle.GetProperty("state").GetProperty("job_count").GetInt32()));
        Assert.Equal(0.125, progress.GetProperty("progress").GetDouble(), 0.001);
        Assert.Equal((64, 64), SizeOf(progress.GetProperty("current_image").GetBytesFromBase64()));
        Assert.StartsWith("data:image/png;base64,", task.GetProperty("live_preview").GetString(), StringComparison.Ordinal);
        JsonElement state = progress.GetProperty("state");
        Assert.Equal(("task(1)", 2, 0, 1, 4), (state.GetProperty("job").GetString(), state.GetProperty("job_count").GetInt32(), state.GetProperty("job_no").GetInt32(), state.GetProperty("sampling_step").GetInt32(), state.GetProperty("sampling_steps").GetInt32()));
        Assert.True(task.GetProperty("active").GetBoolean());
        Assert.True(over.GetProperty("completed").GetBoolean());
    }

    [Theory]
    [InlineData("""{"sd_model_checkpoint": "three"}""", HttpStatusCode.NotFound, "Model not found")]
    [InlineData("""{"CLIP_stop_at_last_layers": 2}""", HttpStatusCode.UnprocessableEntity, "CLIP_stop_at_last_layers")]
    [InlineData("{", HttpStatusCode.UnprocessableEntity, "not JSON")]
    public async Task Errors_have_the_web_ui_s_form_and_header(string json, HttpStatusCode status, string part)
    {
        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync("/sdapi/v1/options", json);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(["error", "detail", "body", "errors"], body.EnumerateObject().Select(field => field.Name));
        Assert.Contains(part, body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(double.TryParse(Assert.Single(response.Headers.GetValues("X-Process-Time")), System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task A_second_pass_that_is_too_large_is_refused_before_the_first_is_painted()
    {
        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync(Text, """{"prompt": "huge", "steps": 1, "width": 512, "height": 512, "enable_hr": true, "hr_upscaler": "Lanczos", "hr_scale": 8}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith("hr_scale: 4096 x 4096", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Studio.Painted, painted => painted.StartsWith("huge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_fails_tells_why()
    {
        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync(Text, """{"prompt": "a broken fox", "steps": 1, "width": 64, "height": 64}""");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("The paint is dry.", body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_was_painted_of_the_mask_s_surroundings_is_put_back_into_the_picture()
    {
        string mask = ForeignRequests.Mask(200, 100, 50, 40, 90, 60);

        JsonElement answer = await Client.TakeAsync(Picture, $$"""{"prompt": "x", "steps": 1, "width": 64, "height": 64, "mask_blur": 0, "init_images": ["data:image/png;base64,{{ForeignRequests.Plain(200, 100, 9, 8, 7)}}"], "mask": "{{mask}}"}""");

        PngPicture painted = Assert.Single(ForeignRequests.Pictures(answer));
        ReadOnlyMemory<byte> pixels = painted.Image.Pixels;
        Assert.Equal((200, 100), (painted.Image.Width, painted.Image.Height));
        Assert.Equal([9, 8, 7], pixels.Slice(3 * ((30 * 200) + 45), 3).ToArray());
        Assert.NotEqual([9, 8, 7], pixels.Slice(3 * ((50 * 200) + 70), 3).ToArray());
        Assert.Contains(painted.Texts, text => text.Keyword == "parameters");
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("parameters").GetProperty("init_images").ValueKind);
    }

    [Fact]
    public async Task Png_info_tells_what_a_picture_s_texts_say()
    {
        JsonElement painted = await Client.TakeAsync(Text, """{"prompt": "a fox", "steps": 2, "seed": 3, "width": 64, "height": 64}""");

        JsonElement info = await Client.TakeAsync("/sdapi/v1/png-info", $$"""{"image": "data:image/png;base64,{{painted.GetProperty("images")[0].GetString()}}"}""");
        JsonElement none = await Client.TakeAsync("/sdapi/v1/png-info", $$"""{"image": "{{ForeignRequests.Plain(4, 4, 0, 0, 0)}}"}""");
        (HttpResponseMessage broken, _) = await Client.PostAsync("/sdapi/v1/png-info", """{"image": "AAAA"}""");

        JsonElement parameters = info.GetProperty("parameters");
        Assert.Equal(("a fox", "3", "64", "64"), (parameters.GetProperty("Prompt").GetString(), parameters.GetProperty("Seed").GetString(), parameters.GetProperty("Size-1").GetString(), parameters.GetProperty("Size-2").GetString()));
        Assert.Equal(info.GetProperty("info").GetString(), info.GetProperty("items").GetProperty("parameters").GetString());
        Assert.Equal("", none.GetProperty("info").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.StatusCode);
    }

    [Fact]
    public async Task Pictures_are_made_larger_by_plain_filters()
    {
        string sent = ForeignRequests.Mask(20, 10, 0, 0, 10, 10);

        JsonElement twice = await Client.TakeAsync("/sdapi/v1/extra-single-image", $$"""{"image": "{{sent}}", "upscaling_resize": 2, "upscaler_1": "Nearest"}""");
        JsonElement square = await Client.TakeAsync("/sdapi/v1/extra-batch-images", $$"""{"imageList": [{"data": "{{sent}}", "name": "a"}], "resize_mode": 1, "upscaling_resize_w": 30, "upscaling_resize_h": 30, "upscaler_1": "Lanczos"}""");
        (HttpResponseMessage unknown, _) = await Client.PostAsync("/sdapi/v1/extra-single-image", $$"""{"image": "{{sent}}", "upscaler_1": "R-ESRGAN 4x+"}""");

        Image large = PngFile.Decode(twice.GetProperty("image").GetBytesFromBase64(), "a").Image;
        Image cut = PngFile.Decode(square.GetProperty("images")[0].GetBytesFromBase64(), "a").Image;
        Assert.Equal((40, 20, (byte)255, (byte)0), (large.Width, large.Height, large.Pixels.Span[3 * 19], large.Pixels.Span[3 * 20]));
        Assert.Equal((30, 30), (cut.Width, cut.Height));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
    }

    [Theory]
    [InlineData("""{"data": "no base64!", "name": "b"}""", "imageList[1]: it is not base64")]
    [InlineData("""{"name": "b"}""", "imageList[1]: a picture is wanted, as base64")]
    [InlineData("""{"data": [], "name": "b"}""", "imageList[1]: a picture is wanted, as base64")]
    [InlineData("7", "imageList[1]: an object is wanted")]
    public async Task Of_several_pictures_the_one_that_cannot_be_used_is_named(string second, string part)
    {
        string first = $$"""{"data": "{{ForeignRequests.Mask(20, 10, 0, 0, 10, 10)}}", "name": "a"}""";

        (HttpResponseMessage refused, JsonElement told) = await Client.PostAsync("/sdapi/v1/extra-batch-images", $$"""{"imageList": [{{first}}, {{second}}], "upscaling_resize": 2, "upscaler_1": "Nearest"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.StartsWith(part, told.GetProperty("errors").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_are_too_large_together_are_refused_before_one_is_made()
    {
        string item = $$"""{"data": "{{ForeignRequests.Mask(20, 10, 0, 0, 10, 10)}}", "name": "a"}""";

        (HttpResponseMessage large, JsonElement told) = await Client.PostAsync("/sdapi/v1/extra-batch-images", $$"""{"imageList": [{{item}}, {{item}}, {{item}}], "resize_mode": 1, "upscaling_resize_w": 8192, "upscaling_resize_h": 8192, "upscaler_1": "Nearest"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, large.StatusCode);
        Assert.Contains("together", told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samplers", "name")]
    [InlineData("schedulers", "label")]
    [InlineData("upscalers", "model_path")]
    [InlineData("sd-models", "title")]
    [InlineData("prompt-styles", "negative_prompt")]
    public async Task Lists_have_items_with_the_web_ui_s_keys(string address, string key)
    {
        (_, JsonElement body) = await Client.ReadAsync($"/sdapi/v1/{address}");

        Assert.NotEqual(0, body.GetArrayLength());
        Assert.All(body.EnumerateArray(), item => Assert.True(item.TryGetProperty(key, out _)));
    }

    [Theory]
    [InlineData("/sdapi/v1/sd-vae")]
    [InlineData("/sdapi/v1/latent-upscale-modes")]
    [InlineData("/sdapi/v1/loras")]
    [InlineData("/sdapi/v1/hypernetworks")]
    [InlineData("/sdapi/v1/embeddings")]
    [InlineData("/sdapi/v1/scripts")]
    [InlineData("/sdapi/v1/memory")]
    [InlineData("/internal/ping")]
    public async Task What_there_is_nothing_of_is_answered_all_the_same(string address) => Assert.Equal(HttpStatusCode.OK, (await Client.ReadAsync(address)).Response.StatusCode);

    [Fact]
    public async Task Neither_flags_nor_models_tell_of_places()
    {
        (_, JsonElement flags) = await Client.ReadAsync("/sdapi/v1/cmd-flags");
        (_, JsonElement models) = await Client.ReadAsync("/sdapi/v1/sd-models");

        Assert.DoesNotContain(flags.EnumerateObject(), flag => flag.Value.ValueKind == JsonValueKind.String && flag.Value.GetString() != "autocast");
        Assert.DoesNotContain(shared.Folder, models.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sdapi/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/sdapi/v1/interrogate", HttpStatusCode.NotImplemented)]
    public async Task What_is_not_here_says_so(string address, HttpStatusCode status)
    {
        (HttpResponseMessage response, JsonElement body) = await Client.PostAsync(address, "{}");

        Assert.Equal(status, response.StatusCode);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
    }

    private static (int Width, int Height) SizeOf(byte[] png)
    {
        Image picture = PngFile.Decode(png, "picture").Image;
        return (picture.Width, picture.Height);
    }
}
