using System.Text;
using Easel.Server.Foreign;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.OpenAi;
using Easel.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Easel.Server.Tests.OpenAi;

/// <summary>Streams of pictures that come to a bad end.</summary>
public sealed class ImageStreamTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task What_goes_wrong_when_the_answer_has_begun_is_an_event_and_in_the_log()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, new Studio());
        JobRequest request = TestServer.Ask("a fox");
        AskedImages asked = new() { Request = request.Request, Model = server.Models.Find(null)!, Format = new OutputFormat("png", 100), Quality = "auto" };
        using HeldJob held = new ForeignJobs(server.Jobs, new LostGallery(), server.Get<IHostApplicationLifetime>()).Submit(request);
        using MemoryStream sent = new();
        DefaultHttpContext context = new() { Response = { Body = sent } };
        List<Exception> told = [];

        await new ImageStream(asked, isEdit: false, held, server.Get<TokenCount>(), context.Response, TimeProvider.System, told.Add).WriteAsync(TestContext.Current.CancellationToken, CancellationToken.None).PatientlyAsync();

        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"The server made an error", Encoding.UTF8.GetString(sent.ToArray()), StringComparison.Ordinal);
        Assert.IsType<UnauthorizedAccessException>(Assert.Single(told));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A gallery whose files nobody may read.</summary>
    private sealed class LostGallery : IGallery
    {
        public GalleryPicture? Find(string id) => throw new UnauthorizedAccessException();

        public IReadOnlyList<GalleryPicture> List(GalleryQuery query) => throw new UnauthorizedAccessException();

        public Stream? OpenFile(GalleryPicture picture) => throw new UnauthorizedAccessException();

        public byte[]? Thumbnail(GalleryPicture picture, int side) => throw new UnauthorizedAccessException();

        public bool SetFavourite(string id, bool isFavourite) => false;

        public bool SetDeleted(string id, bool isDeleted) => false;

        public bool Erase(string id) => false;
    }
}
