using System.Security.Cryptography;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Prepared weights on disk: the same bytes as without, whatever happens to them.</summary>
public sealed class WeightCacheTests : IDisposable
{
    private readonly EngineRun _run = new();

    private string Cache => _run.PathOf("cache");

    [Theory]
    [InlineData("full")]
    [InlineData("autocast")]
    public async Task Files_are_the_same_byte_for_byte_without_a_cache_and_with_a_new_one_and_with_a_kept_one(string precision)
    {
        byte[] without = await PaintAsync("--precision", precision);

        byte[] first = await PaintAsync("--precision", precision, "--weight-cache", Cache);
        byte[] kept = await File.ReadAllBytesAsync(Kept(), TestContext.Current.CancellationToken);
        byte[] second = await PaintAsync("--precision", precision, "--weight-cache", Cache);

        Assert.Equal(without, first);
        Assert.Equal(without, second);
        Assert.Contains("\"sha256\":\"", PngFile.Load(Path.Combine(_run.Outdir, "samples", "00002.png")).Texts[1].Text, StringComparison.Ordinal);
        Assert.Equal(kept, await File.ReadAllBytesAsync(Kept(), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("prepared weights", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flip the middle", "are damaged. They were prepared anew from the checkpoint.")]
    [InlineData("flip the header", "cannot be used: its header is damaged. They are prepared anew")]
    [InlineData("cut the end", "bytes instead of")]
    [InlineData("empty", "it is no file of prepared weights of this version of Easel")]
    [InlineData("a text", "it is no file of prepared weights of this version of Easel")]
    [InlineData("other weights", "it is for another checkpoint, another processor or another version of Easel")]
    public async Task A_damaged_or_foreign_file_is_told_of_and_replaced_and_nothing_is_painted_from_it(string harm, string said)
    {
        byte[] whole = await PaintAsync("--weight-cache", Cache);
        byte[] kept = await File.ReadAllBytesAsync(Kept(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Kept(), await HarmAsync([.. kept], harm), TestContext.Current.CancellationToken);

        byte[] again = await PaintAsync("--weight-cache", Cache);

        Assert.Equal(whole, again);
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
        Assert.Equal(kept, await File.ReadAllBytesAsync(Kept(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Weights_in_int8_are_kept_beside_the_others_and_give_the_same_bytes_when_taken_from_there()
    {
        byte[] others = await PaintAsync("--weight-cache", Cache);
        byte[] without = await PaintAsync("--fast", "int8");

        byte[] first = await PaintAsync("--fast", "int8", "--weight-cache", Cache);
        byte[] second = await PaintAsync("--fast", "int8", "--weight-cache", Cache);

        Assert.NotEqual(others, without);
        Assert.Equal(without, first);
        Assert.Equal(without, second);
        Assert.Equal(others, await PaintAsync("--weight-cache", Cache));
        Assert.Equal(2, Directory.GetFiles(Cache, "*.weights").Length);
    }

    [Fact]
    public async Task A_checkpoint_that_changes_under_its_name_meets_no_old_weights_even_if_its_size_and_time_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the time of the last write is all there is.");
        string checkpoint = _run.PathOf("model.ckpt");
        await File.WriteAllBytesAsync(checkpoint, await File.ReadAllBytesAsync(Goldens.Path("micro-sd", "model.ckpt"), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await PaintAsync("--ckpt", checkpoint, "--weight-cache", Cache);
        byte[] other = await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken);
        DateTime written = File.GetLastWriteTimeUtc(checkpoint);

        // A bit of a weight's last digits: as many bytes as before, and the time is set back.
        other[other.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(checkpoint, other, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(checkpoint, written);
        byte[] with = await PaintAsync("--ckpt", checkpoint, "--weight-cache", Cache);
        byte[] without = await PaintAsync("--ckpt", checkpoint);

        Assert.Equal(without, with);
        Assert.Equal(2, Directory.GetFiles(Cache, "*.weights").Length);
    }

    [Fact]
    public async Task A_copy_of_a_checkpoint_finds_the_weights_of_the_same_content()
    {
        string copy = _run.PathOf("copy.ckpt");
        File.Copy(Goldens.Path("micro-sd", "model.ckpt"), copy);
        await PaintAsync("--weight-cache", Cache);
        DateTime saved = File.GetLastWriteTimeUtc(Kept());

        await PaintAsync("--ckpt", copy, "--weight-cache", Cache);

        Assert.Equal(saved, File.GetLastWriteTimeUtc(Kept()));
    }

    [Fact]
    public async Task A_hash_is_noted_down_for_later_runs_and_right()
    {
        string checkpoint = Goldens.Path("micro-sd", "model.ckpt");
        string expected = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(checkpoint, TestContext.Current.CancellationToken)));

        Assert.Null(new ContentHash(Cache).Noted(checkpoint));
        Assert.Equal(expected, await new ContentHash(Cache).OfAsync(checkpoint));
        Assert.Equal(expected, new ContentHash(Cache).Noted(checkpoint));
        Assert.Null(await new ContentHash(Cache).OfAsync(_run.PathOf("nothing")));

        string note = Assert.Single(Directory.GetFiles(Cache, "*.hash"));
        await File.WriteAllTextAsync(note, "damaged", TestContext.Current.CancellationToken);
        Assert.Null(new ContentHash(Cache).Noted(checkpoint));
        Assert.Equal(expected, await new ContentHash(Cache).OfAsync(checkpoint));
    }

    [Fact]
    public async Task A_disk_that_is_full_or_read_only_is_worth_a_warning_and_leaves_nothing_half_done()
    {
        byte[] without = await PaintAsync();
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);

        byte[] full = await PaintAsync("--weight-cache", disk.Path);
        disk.MakeReadOnly();
        byte[] readOnly = await PaintAsync("--weight-cache", Path.Combine(disk.Path, "below"));

        Assert.Equal(without, full);
        Assert.Equal(without, readOnly);
        Assert.Equal(2, _run.Error.Split('\n').Count(line => line.Contains("prepared weights cannot be kept there: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(EngineRun.FilesIn(disk.Path), name => name.EndsWith(".part", StringComparison.Ordinal) || name.EndsWith(".weights", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_processes_may_fill_the_same_cache_at_once()
    {
        (int Code, string Text)[] runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => EaselProcess.RunAsync(
            _run.PathOf("."), ["txt2img", .. EngineRun.Micro, "--quiet", "--outdir", _run.PathOf($"out{i}"), "--weight-cache", Cache])));
        byte[] after = await PaintAsync("--weight-cache", Cache);

        Assert.All(runs, run => Assert.Equal((0, ""), run));
        Assert.All(Enumerable.Range(0, 2), i => Assert.Equal(after, File.ReadAllBytes(_run.PathOf($"out{i}/samples/00000.png"))));
        Assert.Single(EngineRun.FilesIn(Cache), name => name.EndsWith(".weights", StringComparison.Ordinal));
        Assert.DoesNotContain(EngineRun.FilesIn(Cache), name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    public void Dispose() => _run.Dispose();

    private string Kept() => Assert.Single(Directory.GetFiles(Cache, "*.weights"));

    private async Task<byte[]> PaintAsync(params string[] words)
    {
        int code = await _run.PaintAsync([.. EngineRun.Micro, .. words]);
        Assert.True(code == 0, _run.Error);
        return await File.ReadAllBytesAsync(Directory.GetFiles(Path.Combine(_run.Outdir, "samples")).Order(StringComparer.Ordinal).Last(), TestContext.Current.CancellationToken);
    }

    private async Task<byte[]> HarmAsync(byte[] kept, string harm)
    {
        switch (harm)
        {
            case "flip the middle":
                // The zeros between two weights are nobody's; a weight fills most of 64 KB in a row.
                for (int i = kept.Length / 2; i < (kept.Length / 2) + 65536; i++)
                {
                    kept[i] ^= 1;
                }

                return kept;
            case "flip the header":
                return [.. kept[..100], (byte)(kept[100] ^ 1), .. kept[101..]];
            case "cut the end":
                return kept[..^4096];
            case "a text":
                return "weights"u8.ToArray();
            case "other weights":
                await PaintAsync("--precision", "full", "--weight-cache", Cache);
                string full = Assert.Single(Directory.GetFiles(Cache, "*-full.weights"));
                byte[] other = await File.ReadAllBytesAsync(full, TestContext.Current.CancellationToken);
                File.Delete(full);
                return other;
            default:
                return [];
        }
    }
}
