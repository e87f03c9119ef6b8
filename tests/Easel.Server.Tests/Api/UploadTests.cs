using Easel.Server.Api.Reading;
using Easel.Server.Tests.Foreign;
using Easel.Tests;

namespace Easel.Server.Tests.Api;

/// <summary>Pictures that clients sent.</summary>
public sealed class UploadTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Of_too_many_uploads_the_oldest_go_first()
    {
        await using TestServer server = TestServer.Resting(_folder, new Studio());
        string uploads = Path.Combine(server.Data.Root, "uploads");
        Directory.CreateDirectory(uploads);
        for (int i = 0; i < UploadStore.MostFiles; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(uploads, $"{i}"), [], TestContext.Current.CancellationToken);
        }

        File.SetLastWriteTimeUtc(Path.Combine(uploads, "5000"), DateTime.UtcNow.AddHours(-2));
        string[] sent = [.. Enumerable.Range(0, 2).Select(i => server.Get<UploadStore>().Add(Convert.FromBase64String(ForeignRequests.Plain(8, 8, (byte)i, 0, 0))).Id)];

        string[] there = [.. Directory.GetFiles(uploads).Select(path => Path.GetFileName(path))];
        Assert.InRange(there.Length, 2, UploadStore.MostFiles);
        Assert.DoesNotContain("5000", there);
        Assert.Superset(sent.ToHashSet(), there.ToHashSet());
    }

    public void Dispose() => _folder.Dispose();
}
