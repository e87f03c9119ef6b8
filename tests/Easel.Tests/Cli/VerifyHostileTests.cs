using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli;

/// <summary>Files and places that were made to mislead <c>verify</c>, or to keep it busy.</summary>
public sealed class VerifyHostileTests : IDisposable
{
    private readonly CommandRun _run = new();

    private string Picture => Path.Combine(_run.Outdir, "samples", "00000.png");

    [Fact]
    public async Task A_picture_that_moves_is_not_the_one_that_is_verified()
    {
        await PaintAsync();
        await InsertAsync("acTL", [0, 0, 0, 2, 0, 0, 0, 0]);

        await AssertToldAsync("its pixels are not what is seen of it: it is animated: programs show other pictures than the one that can be verified");
    }

    [Fact]
    public async Task A_picture_to_be_seen_through_is_not_the_one_that_is_verified()
    {
        await PaintAsync();
        await InsertAsync("tRNS", [0, 1, 0, 2, 0, 3]);

        await AssertToldAsync("its pixels are not what is seen of it: some of them are to be seen through, which Easel never writes: programs show others");
    }

    [Fact]
    public async Task Of_two_records_none_counts()
    {
        await PaintAsync();
        PngPicture png = PngFile.Load(Picture);
        await File.WriteAllBytesAsync(Picture, PngFile.Encode(png.Image, [.. png.Texts, png.Texts.Single(text => text.Keyword == "easel")]), TestContext.Current.CancellationToken);

        await AssertToldAsync("cannot be verified: its record is damaged: There are 2 of them, and one counts.");
    }

    [Theory]
    [InlineData(16, 8)] // the bytes of 8 x 16 in the same order have the same digest
    [InlineData(4, 32)]
    public async Task The_same_bytes_in_another_shape_are_another_picture(int width, int height)
    {
        await PaintAsync();
        PngPicture png = PngFile.Load(Picture);
        await File.WriteAllBytesAsync(Picture, PngFile.Encode(new Image(width, height, png.Image.Pixels.ToArray()), png.Texts), TestContext.Current.CancellationToken);

        await AssertToldAsync($"another picture: its record is of a picture of 8 x 16 pixels, but it has {width} x {height}");
    }

    [Fact]
    public async Task Lines_of_a_record_do_not_pass_for_answers()
    {
        await PaintAsync();
        await ChangeAsync(record => record["engine"] = "Easel 0.1.0\nother.png: identical: all 50 steps\u202E");

        await _run.RunAsync("verify", "--quick", Picture);

        Assert.DoesNotContain("\nother.png", _run.Output);
        Assert.DoesNotContain("\u202E", _run.Output);
        Assert.Contains("other.png: identical", _run.Output);
    }

    [Theory]
    [InlineData("request/noiseBatch", "2147483647", "Noise for 2147483647 pictures at once of 8 x 16 is more than is drawn here.")]
    [InlineData("request/latentChannels", "2147483647", "Noise for ")]
    [InlineData("request/sampler", "\"best\"", "The field 'sampler' has \"best\", which it cannot have. Another version of Easel may know it.")]
    public async Task What_cannot_be_painted_is_refused_before_it_is_tried(string field, string value, string said)
    {
        await PaintAsync();
        await ChangeAsync(record => record[field.Split('/')[0]]![field.Split('/')[1]] = JsonNode.Parse(value));

        await AssertToldAsync(said);
    }

    [Fact]
    public async Task Folders_and_endless_files_are_refused()
    {
        Assert.Equal(1, await _run.RunAsync("verify", _run.PathOf("")));
        Assert.Contains("cannot be verified: it is a folder; name the files in it.\n", _run.Output);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(1, await _run.RunAsync("verify", "/dev/zero"));
            Assert.Contains("/dev/zero: cannot be verified: it has more than 268435456 bytes; files of pictures up to that are read.\n", _run.Output);
        }
    }

    [Fact]
    public async Task Who_asks_for_an_end_gets_it_and_the_code_for_that()
    {
        await PaintAsync();
        await _run.Interrupt.CancelAsync();

        Assert.Equal(130, await _run.RunAsync("verify", Picture));
    }

    [Fact]
    public async Task What_is_kept_never_takes_the_place_of_what_is_verified()
    {
        await PaintAsync();
        byte[] before = await File.ReadAllBytesAsync(Picture, TestContext.Current.CancellationToken);

        int asFile = await _run.RunAsync("verify", Picture, "--keep", Picture);
        int asFolder = await _run.RunAsync("verify", Picture, "--keep", Path.GetDirectoryName(Picture)!);

        Assert.Equal((1, 1), (asFile, asFolder));
        Assert.Equal(2, _run.Output.Split('\n').Count(line => line.EndsWith("exists already and is not overwritten. Choose another place: --keep PLACE", StringComparison.Ordinal)));
        Assert.Equal(before, await File.ReadAllBytesAsync(Picture, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_place_that_nothing_can_be_written_to_is_refused_before_anything_is_painted()
    {
        await PaintAsync();

        Assert.Equal(1, await _run.RunAsync("verify", Picture, "--keep", _run.Checkpoint));

        Assert.Contains($"easel verify: error: Cannot write to the output folder {_run.Checkpoint}: it is a file, not a folder. Choose another: --keep PLACE\n", _run.Error);
    }

    public void Dispose() => _run.Dispose();

    private Task<int> PaintAsync() => _run.PaintAsync("--n_iter", "1", "--quiet");

    private async Task AssertToldAsync(string said)
    {
        string before = _run.Error;
        foreach (string[] words in (string[][])[["--quick"], []])
        {
            Assert.Equal(1, await _run.RunAsync(["verify", Picture, .. words]));
        }

        Assert.Equal(2, _run.Output.Split('\n').Count(line => line.StartsWith(Picture, StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal)));
        Assert.Equal(before, _run.Error);
    }

    private async Task ChangeAsync(Action<JsonObject> change)
    {
        PngPicture png = PngFile.Load(Picture);
        JsonObject record = JsonNode.Parse(png.Texts.Single(text => text.Keyword == "easel").Text)!.AsObject();
        change(record);
        await File.WriteAllBytesAsync(Picture, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text.Keyword == "easel" ? text with { Text = record.ToJsonString() } : text)]), TestContext.Current.CancellationToken);
    }

    /// <summary>Puts a chunk behind the header.</summary>
    private async Task InsertAsync(string name, byte[] content)
    {
        byte[] file = await File.ReadAllBytesAsync(Picture, TestContext.Current.CancellationToken);
        byte[] type = Encoding.ASCII.GetBytes(name);
        byte[] length = new byte[4];
        byte[] checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(type, content));
        const int Header = 8 + 25;
        await File.WriteAllBytesAsync(Picture, [.. file[..Header], .. length, .. type, .. content, .. checksum, .. file[Header..]], TestContext.Current.CancellationToken);
    }
}
