using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.Automatic1111;

public sealed class WebUiPocketTests
{
    [Fact]
    public async Task A_picture_is_what_the_engine_paints_with_the_web_ui_s_noise()
    {
        using TestFolder folder = new();
        await using TestServer server = await TestServer.StartAsync(folder);

        JsonElement answer = await server.Client.TakeAsync("/sdapi/v1/txt2img", """{"prompt": "a (red:1.2) circle", "seed": 4, "n_iter": 2, "steps": 3, "width": 64, "height": 64, "sampler_name": "DPM++ 2M Karras"}""");

        Image[] pictures = [.. ForeignRequests.Pictures(answer).Select(picture => picture.Image)];
        using Pipeline pipeline = Pipeline.Open(PocketModel.Find()!.Options);
        ImageUpdate second = pipeline.Run(new ImageRequest
        {
            Batches = [["a (red:1.2) circle"]],
            Syntax = PromptSyntax.Weighted,
            Sampler = SamplerKind.DpmPlusPlus2M,
            Schedule = ScheduleKind.Karras,
            Steps = 3,
            GuidanceScale = 7,
            Width = 64,
            Height = 64,
            Seed = 5,
            Noise = NoiseKind.Cuda,
        }, TestContext.Current.CancellationToken).OfType<ImageUpdate>().Single();
        Assert.Equal(2, pictures.Length);
        Assert.Equal(Image.FromUnit(second.Unit, second.Width, second.Height).Pixels.ToArray(), pictures[1].Pixels.ToArray());
    }
}
