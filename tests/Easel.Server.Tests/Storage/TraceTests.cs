using System.Text;
using Easel.Server.Gallery;
using Easel.Server.Jobs;
using Easel.Server.Storage;
using Easel.Tests;

namespace Easel.Server.Tests.Storage;

/// <summary>What is forgotten is nowhere.</summary>
public sealed class TraceTests : IDisposable
{
    // Words that no other picture has, and that are no others' beginnings.
    private static readonly string[] s_secrets = ["zanzibarian", "quokkalike", "xylophonic"];

    private readonly TestFolder _folder = new();
    private readonly Studio _studio = new();

    [Fact]
    public async Task No_word_of_a_prompt_is_left_when_its_job_is_forgotten_and_its_picture_erased()
    {
        await using TestServer server = await TestServer.StartAsync(_folder, _studio);
        for (int i = 0; i < 20; i++)
        {
            await server.FinishAsync(server.Jobs.Submit(TestServer.Ask($"a fox of number {i}", steps: 1)));
        }

        JobRequest asked = TestServer.Ask($"{s_secrets[0]} {s_secrets[1]} lighthouse", count: 2, steps: 1);
        Job job = await server.FinishAsync(server.Jobs.Submit(asked with { Request = asked.Request with { NegativePrompt = s_secrets[2] } }));
        Job hidden = await server.FinishAsync(server.Jobs.Submit(asked with { IsShown = false }));
        foreach (GalleryPicture picture in server.Gallery.List(new(s_secrets[0])))
        {
            Assert.NotNull(server.Gallery.Thumbnail(picture, 64));
        }

        Assert.Equal(s_secrets.Order(), Found().Order());
        foreach (GalleryPicture picture in server.Gallery.List(new(s_secrets[0])))
        {
            server.Gallery.Erase(picture.Id);
        }

        server.Jobs.Forget(job.Id);
        server.Jobs.Forget(hidden.Id);

        // What the last picture was painted with may be about to be deleted.
        await Patience.UntilAsync(
            () =>
            {
                server.Get<Janitor>().Round(TestContext.Current.CancellationToken);
                return Found() is [];
            },
            () => $"There is still {string.Join(", ", Found())}.");

        Assert.Equal(20, server.Gallery.List(new("fox number")).Count);
        Assert.Equal(["a fox of number 7"], server.Gallery.List(new("7")).Select(picture => picture.Request.Batches[0][0]));
        Assert.Equal(0, server.Get<Database>().Read(connection => connection.Number("SELECT count(*) FROM numbers WHERE name LIKE 'traces%'")));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Which of the secrets some file of the data folder holds, or, as the full-text index shortens words, all but their beginnings.</summary>
    private string[] Found()
    {
        string all = string.Concat(Directory.EnumerateFiles(_folder.PathOf("data"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("easel.lock", StringComparison.Ordinal)).Select(Read));
        return [.. s_secrets.Where(word => all.Contains(word[3..], StringComparison.Ordinal))];
    }

    private static string Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
