using Easel.Diffusion;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Tests;

namespace Easel.Server.Tests.Gallery;

public sealed class GalleryTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Theory]
    [InlineData("fox", "fox snow", "fox night")]
    [InlineData("FOX snow", "fox snow")]
    [InlineData("blur", "fox night")]
    [InlineData("cafe", "un café, Köln")]
    [InlineData("KOLN café", "un café, Köln")]
    [InlineData("night OR snow")]
    [InlineData("\"fox\" (", "fox snow", "fox night")]
    [InlineData("fox AND snow")]
    [InlineData("fo", "fox snow", "fox night")]
    [InlineData("ox")]
    [InlineData("prompt:fox")]
    [InlineData("  - * \" ", "un café, Köln", "fox night", "fox snow")]
    [InlineData("", "un café, Köln", "fox night", "fox snow")]
    public async Task Pictures_are_found_by_words_of_their_prompts_whatever_signs_are_typed(string text, params string[] expected)
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        foreach (string prompt in (string[])["fox snow", "fox night", "un café, Köln"])
        {
            JobRequest asked = TestServer.Ask(prompt);
            await server.FinishAsync(server.Jobs.Submit(asked with { Request = asked.Request with { NegativePrompt = prompt == "fox night" ? "blurry, ugly" : "" } }));
        }

        string[] found = [.. server.Gallery.List(new GalleryQuery(text)).Select(picture => picture.Request.Batches[0][0])];

        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public async Task Pages_go_on_behind_the_last_picture_and_favourites_and_the_bin_are_lists_of_their_own()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        await server.FinishAsync(server.Jobs.Submit(TestServer.Ask("seven", count: 7, owner: "me")));
        await server.FinishAsync(server.Jobs.Submit(TestServer.Ask("one", owner: "you")));

        List<GalleryPicture> all = [];
        for (string? before = null; server.Gallery.List(new GalleryQuery(Before: before, Take: 3)) is { Count: > 0 } page; before = page[^1].Id)
        {
            all.AddRange(page);
        }

        Assert.Equal([("one", 0), .. Enumerable.Range(0, 7).Reverse().Select(i => ("seven", i))], all.Select(picture => (picture.Request.Batches[0][0], picture.Index)));
        Assert.Equal(7, server.Gallery.List(new() { Owner = "me" }).Count);
        Assert.True(server.Gallery.SetFavourite(all[2].Id, true) && server.Gallery.SetDeleted(all[3].Id, true));
        Assert.Equal(all[2].Id, Assert.Single(server.Gallery.List(new(OnlyFavourites: true))).Id);
        Assert.NotNull(Assert.Single(server.Gallery.List(new(InBin: true))).Deleted);
        Assert.Equal(7, server.Gallery.List(new()).Count);
        Assert.True(server.Gallery.SetDeleted(all[3].Id, false));
        Assert.Equal(8, server.Gallery.List(new()).Count);
        Assert.False(server.Gallery.SetFavourite("none", true) || server.Gallery.SetDeleted("none", true) || server.Gallery.Erase("none"));
    }

    [Fact]
    public async Task An_erased_picture_is_gone_with_its_copies_and_is_not_painted_again()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Studio.Hold hold = _studio.HoldAt("two", 1);
        Job job = server.Jobs.Submit(TestServer.Ask("two", count: 2, steps: 4));
        await hold.Reached;
        Studio.Hold second = _studio.HoldAt("two", 1);
        hold.Release();
        await second.Reached;
        GalleryPicture picture = Assert.Single(server.Gallery.List(new()));
        Assert.NotNull(server.Gallery.Thumbnail(picture, 64));

        Assert.True(server.Gallery.Erase(picture.Id));
        server.Jobs.Cancel(job.Id);
        second.Release();
        await server.FinishAsync(job);
        server.Jobs.Retry(job.Id);
        await server.FinishAsync(job);

        Assert.Null(server.Gallery.OpenFile(picture));
        Assert.Null(server.Gallery.Thumbnail(picture, 64));
        Assert.Equal(1, Assert.Single(server.Gallery.List(new("two"))).Index);
        Assert.Equal(["two 7", "two 8"], _studio.Painted);
        Assert.Single(Directory.GetFiles(server.Data.PathOf("pictures"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(server.Data.Thumbnails, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_thumbnail_is_a_JPEG_of_the_picture_that_is_made_once()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        JobRequest asked = TestServer.Ask("wide");
        await server.FinishAsync(server.Jobs.Submit(asked with { Request = asked.Request with { Width = 256, Height = 128 } }));
        GalleryPicture picture = Assert.Single(server.Gallery.List(new()));

        byte[] thumbnail = server.Gallery.Thumbnail(picture, 100)!;
        string path = server.Data.PathOf("thumbnail.jpg");
        await File.WriteAllBytesAsync(path, thumbnail, TestContext.Current.CancellationToken);
        Imaging.Image image = Imaging.PictureFile.Read(path, Imaging.PictureOrientation.AsStored);

        Assert.Equal([0xFF, 0xD8, 0xFF], thumbnail[..3]);
        Assert.Equal((128, 64), (image.Width, image.Height));
        File.Delete(server.Data.PathOf(picture.File));
        Assert.Equal(thumbnail, server.Gallery.Thumbnail(picture, 128));
        Assert.Null(server.Gallery.Thumbnail(picture, 500));
    }

    [Fact]
    public async Task A_picture_knows_what_painted_it()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        Job job = await server.FinishAsync(server.Jobs.Submit(TestServer.Ask("a fox", count: 2, seed: uint.MaxValue, owner: "me")));

        GalleryPicture picture = server.Gallery.Find(server.Gallery.List(new())[0].Id)!;

        Assert.Equal((1, (ulong)uint.MaxValue + 1, 64, 64, "one", "me"), (picture.Index, picture.Seed, picture.Width, picture.Height, picture.Model, picture.Owner));
        Assert.Equal(job.Id, picture.Job);
        Assert.Equal(2, picture.Request.Iterations);
        Assert.Equal(SamplerKindOf(job), SamplerKindOf(picture.Request));
        using Stream file = server.Gallery.OpenFile(picture)!;
        Assert.Equal(picture.Sha256, Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, TestContext.Current.CancellationToken)));
    }

    public void Dispose() => _folder.Dispose();

    private static string SamplerKindOf(Job job) => SamplerKindOf(job.Asked.Request);

    private static string SamplerKindOf(ImageRequest request) => $"{request.Sampler} {request.Steps} {request.GuidanceScale}";
}
