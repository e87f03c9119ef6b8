using Easel.Imaging.Png;

namespace Easel.Parity.Tests;

/// <summary>Full precision: the same request gives the same files, byte for byte, whatever the processor knows and however many threads there are.</summary>
public sealed class ExactnessTests : IDisposable
{
    private readonly EngineRun _run = new();

    [Fact]
    public Task Files_are_the_same_without_512_bit_vectors()
        => AssertSameFiles(["--plms", "--threads", "3"], ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0"));

    /// <summary>By default only pocket is painted without them: SameBytesTests.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX2", "16")]
    [InlineData("DOTNET_EnableHWIntrinsic", "8")]
    public Task Files_of_a_checkpoint_are_the_same_without_fast_vectors(string lacking, string height)
    {
        Assert.SkipUnless(SameBytes.SameBytesTests.IsFull, "A picture takes seconds: EASEL_TEST_MATRIX=full asks for it.");

        return AssertSameFiles(["--H", height, "--ddim_eta", "0.5", "--threads", "2"], (lacking, "0"));
    }

    [Fact]
    public async Task A_ragged_last_batch_gives_the_pictures_of_a_whole_one()
    {
        string[] same = ["a red fox", "a red fox", "a red fox"];
        await File.WriteAllLinesAsync(_run.PathOf("prompts.txt"), same, TestContext.Current.CancellationToken);
        string[] words = [.. EngineRun.Micro, "--n_samples", "2", "--precision", "full"];

        int ragged = await _run.PaintAsync([.. words, "--from-file", _run.PathOf("prompts.txt")]);
        int whole = await _run.PaintAsync([.. words, "--prompt", same[0], "--n_iter", "2", "--outdir", _run.PathOf("whole")]);

        Assert.True((ragged, whole) == (0, 0), _run.Error);
        Assert.Equal(3, EngineRun.FilesIn(_run.Outdir).Length);
        foreach (string name in EngineRun.FilesIn(_run.Outdir))
        {
            Assert.Equal(PixelsOf(Path.Combine(_run.PathOf("whole"), name)), PixelsOf(Path.Combine(_run.Outdir, name)));
        }
    }

    /// <summary>Paints here on one thread, and in a process of its own as told.</summary>
    private async Task AssertSameFiles(string[] words, params (string, string)[] environment)
    {
        words = [.. EngineRun.Micro, "--n_samples", "2", "--precision", "full", .. words];
        int here = await _run.PaintAsync([.. words, "--threads", "1"]);
        Assert.True(here == 0, _run.Error);

        (int code, string text) = await EaselProcess.RunAsync(_run.PathOf("."), ["txt2img", .. words, "--outdir", "elsewhere"], environment);

        Assert.True(code == 0, text);
        string[] files = EngineRun.FilesIn(_run.Outdir);
        Assert.Equal(files, EngineRun.FilesIn(_run.PathOf("elsewhere")));
        foreach (string file in files)
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(_run.Outdir, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_run.PathOf("elsewhere"), file))),
                $"{file} differs with {string.Join(' ', environment)}");
        }
    }

    private static byte[] PixelsOf(string path) => PngFile.Load(path).Image.Pixels.ToArray();

    public void Dispose() => _run.Dispose();
}
