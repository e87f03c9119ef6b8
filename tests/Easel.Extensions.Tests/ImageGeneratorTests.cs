using System.Drawing;
using System.Text.Json;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Imaging.Png;
using Microsoft.Extensions.AI;
using Image = Easel.Imaging.Image;

namespace Easel.Extensions.Tests;

public sealed class ImageGeneratorTests(OpenPainter opened) : IClassFixture<OpenPainter>, IDisposable
{
    private const string Prompt = "a red house in the desert";

    private readonly EaselImageGenerator _generator = new(opened.Painter);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_has_the_pixels_that_the_engine_gives_and_tells_how_it_was_made()
    {
        ImageGenerationResponse response = await _generator.GenerateImagesAsync(
            Prompt, With(("seed", 7), ("steps", JsonDocument.Parse("3").RootElement), ("scale", "5.5"), ("sampler", "Euler a Karras"), ("negativePrompt", "fog")), Cancel);

        ImageRequest expected = OpenPainter.Options.RequestFor!(Prompt) with
        {
            Seed = 7,
            Steps = 3,
            GuidanceScale = 5.5,
            Sampler = SamplerKind.EulerAncestral,
            Schedule = ScheduleKind.Karras,
            NegativePrompt = "fog",
        };
        DataContent content = Assert.IsType<DataContent>(Assert.Single(response.Contents));
        Assert.Equal(("image/png", "7.png"), (content.MediaType, content.Name));
        Assert.Equal(Pixels(Assert.Single(OpenPainter.Engine(expected))), Decoded(content).Pixels.ToArray());
        AdditionalPropertiesDictionary told = content.AdditionalProperties!;
        Assert.Equal(("pocket", Prompt, "fog", 7UL, 3), (told["model"], told["prompt"], told["negativePrompt"], told["seed"], told["steps"]));
        Assert.Equal((5.5, "euler_ancestral", "karras", "literal", 64, 64), (told["scale"], told["sampler"], told["schedule"], told["syntax"], told["width"], told["height"]));
        Assert.Equal(7UL, Assert.IsType<ImageRequest>(response.RawRepresentation).Seed);
    }

    [Fact]
    public async Task Each_of_several_pictures_can_be_painted_alone_with_the_seed_that_stands_beside_it()
    {
        ImageGenerationOptions options = With();
        options.Count = 3;
        DataContent[] pictures = [.. (await _generator.GenerateImagesAsync(Prompt, options, Cancel)).Contents.Cast<DataContent>()];

        ulong[] seeds = [.. pictures.Select(picture => (ulong)picture.AdditionalProperties!["seed"]!)];
        Assert.Equal([seeds[0], seeds[0] + 1, seeds[0] + 2], seeds);
        ImageGenerationResponse[] alone = await Task.WhenAll(seeds.Select(seed => _generator.GenerateImagesAsync(Prompt, With(("seed", seed)), Cancel)));
        Assert.Equal(pictures.Select(picture => picture.Data.ToArray()), alone.Select(one => ((DataContent)one.Contents[0]).Data.ToArray()));
    }

    [Fact]
    public async Task An_edit_with_a_mask_changes_what_is_white_and_keeps_the_rest_to_the_bit()
    {
        Image original = new(64, 64, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i * 7 / 13))]);
        Image mask = new(64, 64, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i / 3 % 64 < 32 ? 255 : 0))]);

        ImageGenerationResponse response = await _generator.EditImageAsync(
            new DataContent(PngFile.Encode(original), "image/png"), Prompt, With(("seed", 1), ("strength", 0.9), ("mask", new DataContent(PngFile.Encode(mask), "image/png"))), Cancel);

        byte[] edited = Decoded((DataContent)response.Contents[0]).Pixels.ToArray();
        byte[] before = original.Pixels.ToArray();
        int[] changed = [.. Enumerable.Range(0, edited.Length).Where(i => edited[i] != before[i])];
        Assert.All(changed, i => Assert.True(i / 3 % 64 < 32));
        Assert.True(changed.Length > edited.Length / 3, $"{changed.Length} of {edited.Length} changed");
    }

    [Theory]
    [InlineData(128, 32, 128, 32)]
    [InlineData(1000, 500, 88, 48)]
    public async Task An_edit_keeps_the_pictures_shape_and_paints_as_many_pixels_as_usual(int width, int height, int paintedWidth, int paintedHeight)
    {
        DataContent original = new(PngFile.Encode(new Image(width, height, new byte[width * height * 3])), "image/png");

        ImageGenerationResponse response = await _generator.EditImageAsync(original, Prompt, With(("strength", 0.5)), Cancel);

        Image painted = Decoded((DataContent)response.Contents[0]);
        Assert.Equal((paintedWidth, paintedHeight), (painted.Width, painted.Height));
    }

    [Fact]
    public async Task The_nearest_size_is_painted_and_a_request_of_ones_own_is_taken()
    {
        ImageGenerationOptions options = With(("seed", 5));
        options.ImageSize = new Size(69, 43);
        options.RawRepresentationFactory = _ => new ImageRequest { Batches = [["a cat", "a boat"]], Steps = 2 };

        ImageGenerationResponse response = await _generator.GenerateAsync(new ImageGenerationRequest(), options, Cancel);

        Assert.Equal(["a cat", "a boat"], response.Contents.Select(content => content.AdditionalProperties!["prompt"]));
        Image painted = Decoded((DataContent)response.Contents[0]);
        Assert.Equal((72, 40), (painted.Width, painted.Height));
    }

    [Fact]
    public async Task Streaming_tells_each_step_with_previews_and_so_many_decoded_pictures()
    {
        ImageGenerationOptions options = With(("seed", 2));
        (options.Count, options.StreamingCount) = (2, 3);

        List<RunUpdate> updates = await OpenPainter.Updates(_generator.GenerateStreamingAsync(new ImageGenerationRequest(Prompt), options, Cancel));

        StepUpdate[] steps = [.. updates.OfType<StepUpdate>()];
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], steps.Select(step => step.Step));
        Assert.All(steps, step => Assert.Equal((8, 8), (Assert.Single(step.Previews).Width, step.Previews[0].Height)));
        Assert.Equal([2, 3, 4, 2, 3, 4], steps.Where(step => step.Decoded.Count == 1).Select(step => step.Step));
        Assert.Equal(Pixels(updates.OfType<ImageUpdate>().First()), steps[3].Decoded[0].Pixels.ToArray());
        Assert.Equal(2, updates.OfType<ImageUpdate>().Count());
    }

    [Fact]
    public async Task A_cancelled_request_ends_and_others_are_painted()
    {
        using CancellationTokenSource wish = new();
        IAsyncEnumerable<RunUpdate> updates = _generator.GenerateStreamingAsync(new ImageGenerationRequest(Prompt), With(("steps", 1000)), wish.Token);

        async Task Watch()
        {
            await foreach (RunUpdate update in updates)
            {
                if (update is StepUpdate { Step: 2 })
                {
                    await wish.CancelAsync();
                }
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(Watch);
        Assert.Single((await _generator.GenerateImagesAsync(Prompt, With(), Cancel)).Contents);
        Assert.Equal(0, opened.Painter.Running);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "seed=-1", "The property 'seed' of the request is '-1', but a whole number from 0 on is wanted." },
        { "steps=two", "The property 'steps' of the request is 'two', but a number is wanted." },
        { "steps=2.5", "The property 'steps' of the request is '2.5', but a whole number is wanted." },
        { "steps=0", "0" },
        { "sampler=fancy", "The property 'sampler' of the request is 'fancy', but ddim, plms, " },
        { "syntax=7", "The property 'syntax' of the request is '7', but weighted or literal is wanted." },
        { "stepz=4", "There is no property 'stepz' of a request. There are: seed, steps, " },
        { "strength=0.5", "The property 'strength' belongs to an edit, and the request has no original picture." },
        { "format=Uri", "The response format Uri is not offered" },
        { "media=image/webp", "The media type 'image/webp' is not offered: pictures are image/png." },
        { "model=sdxl", "The model 'sdxl' is not open; 'pocket' is." },
        { "width=0", "A picture of 0 x 64 pixels cannot be painted" },
        { "raw=text", "The raw representation of the options is a System.String" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_cannot_be_painted_is_named(string fault, string message)
    {
        (string key, string value) = (fault.Split('=')[0], fault.Split('=')[1]);
        ImageGenerationOptions options = key switch
        {
            "format" => new() { ResponseFormat = ImageGenerationResponseFormat.Uri },
            "media" => new() { MediaType = value },
            "model" => new() { ModelId = value },
            "width" => new() { ImageSize = new Size(0, 64) },
            "raw" => new() { RawRepresentationFactory = _ => value },
            _ => With((key, value)),
        };

        GenerationException error = await Assert.ThrowsAsync<GenerationException>(() => _generator.GenerateImagesAsync(Prompt, options, Cancel));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_to_edit_that_are_none_are_named()
    {
        DataContent good = new(PngFile.Encode(new Image(64, 64, new byte[64 * 64 * 3])), "image/png");
        DataContent small = new(PngFile.Encode(new Image(8, 8, new byte[8 * 8 * 3])), "image/png");

        await AssertRefused("the original picture: it is a text", new DataContent("this is a text"u8.ToArray(), "image/png"));
        await AssertRefused("There are 2 original pictures; one can be edited at a time.", good, good);
        await AssertRefused("The original picture is a UriContent", new UriContent("https://example.org/a.png", "image/png"));
        await AssertRefusedWith("The mask is 8 x 8 pixels, but the original picture is 64 x 64", With(("mask", small)), good);
        await AssertRefusedWith("The mask is black all over", With(("mask", good.Data.ToArray())), good);
        await AssertRefusedWith("a picture: a DataContent, or the bytes of a file is wanted", With(("mask", "mask.png")), good);

        Task AssertRefused(string message, params AIContent[] originals) => AssertRefusedWith(message, With(), originals);

        async Task AssertRefusedWith(string message, ImageGenerationOptions options, params AIContent[] originals)
        {
            GenerationException error = await Assert.ThrowsAsync<GenerationException>(() => _generator.EditImagesAsync(originals, Prompt, options, Cancel));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Services_behind_it_can_be_asked_for()
    {
        Assert.Equal(("easel", "pocket"), (_generator.GetService<ImageGeneratorMetadata>()!.ProviderName, _generator.GetService<ImageGeneratorMetadata>()!.DefaultModelId));
        Assert.Same(opened.Painter, _generator.GetService<EaselPainter>());
        Assert.Equal("Stable Diffusion v1", _generator.GetService<PipelineSummary>()!.Family);
        Assert.Null(_generator.GetService<string>());
        Assert.Null(_generator.GetService<EaselPainter>("key"));
    }

    public void Dispose() => _generator.Dispose();

    private static ImageGenerationOptions With(params (string Name, object Value)[] properties)
    {
        AdditionalPropertiesDictionary all = [];
        foreach ((string name, object value) in properties)
        {
            all[name] = value;
        }

        return new ImageGenerationOptions { AdditionalProperties = all };
    }

    private static Image Decoded(DataContent content) => PngFile.Decode(content.Data.Span, "picture").Image;

    private static byte[] Pixels(ImageUpdate picture) => Image.FromUnit(picture.Unit, picture.Width, picture.Height).Pixels.ToArray();
}
