using Easel.Cli.Digests;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests.SameBytes;

/// <summary>
/// Full precision, with the model that comes with Easel: every file has the same bytes, whatever vectors the processor has, however many threads there are,
/// whatever surrounds the program. Each machine with vectors paints each scene once, one without a quarter of them; with EASEL_TEST_MATRIX=full all combinations,
/// and the slow scenes.
/// </summary>
public sealed class SameBytesTests
{
    private static readonly Lazy<Task<Dictionary<Cell, string[]>>> s_quick = new(() => PaintAsync(Machine.Widths[0], Cell.References(scene => scene.IsQuick)));

    /// <summary>Whether all combinations are asked for.</summary>
    internal static bool IsFull => Environment.GetEnvironmentVariable("EASEL_TEST_MATRIX") == "full";

    public static TheoryData<int> EachWidth => [.. Enumerable.Range(0, Machine.Widths.Length)];

    public static TheoryData<int> EachSetting => [.. Enumerable.Range(0, Machine.Settings.Length)];

    [Theory]
    [MemberData(nameof(EachWidth))]
    public async Task Files_are_the_same_at_every_vector_width_in_all_surroundings(int width)
        => await AssertSame(Machine.Widths[width].With(Machine.Settings[width]), ByDefault(width), await s_quick.Value);

    [Fact]
    public async Task A_larger_file_is_the_same_with_other_vectors_and_threads()
    {
        Dictionary<Cell, string[]> here = await PaintAsync(Machine.Widths[0], [new Cell("odd", 1, 1)]);

        await AssertSame(Machine.Widths[1], [new Cell("odd", 1, 7)], here);
    }

    [Theory]
    [MemberData(nameof(EachWidth))]
    public async Task Files_are_the_same_in_the_full_matrix(int width)
    {
        Assert.SkipUnless(IsFull, "All combinations take minutes: EASEL_TEST_MATRIX=full asks for them.");

        await AssertSame(Machine.Widths[width], Cell.Full(scene => scene.IsQuick), await s_quick.Value);
        await AssertSame(
            Machine.Widths[width],
            Cell.Covering(width, scene => !scene.IsQuick),
            await PaintAsync(Machine.Widths[0], Cell.References(scene => !scene.IsQuick)));
    }

    [Theory]
    [MemberData(nameof(EachSetting))]
    public async Task Files_are_the_same_in_each_of_the_surroundings(int setting)
    {
        Assert.SkipUnless(IsFull, "All combinations take minutes: EASEL_TEST_MATRIX=full asks for them.");

        await AssertSame(Machine.Settings[setting], Cell.Covering(setting, scene => scene.IsQuick), await s_quick.Value);
    }

    [Fact]
    public void What_is_painted_by_default_meets_every_pair_of_machine_threads_and_batch()
    {
        (int Machine, Cell Cell)[] painted = [.. Enumerable.Range(0, Machine.Widths.Length).SelectMany(machine => ByDefault(machine).Select(cell => (machine, cell)))];

        Assert.Equal(16, painted.Select(one => (one.Machine, one.Cell.Threads)).Distinct().Count());
        Assert.Equal(8, painted.Select(one => (one.Machine, one.Cell.Batch)).Distinct().Count());
        Assert.Equal(8, painted.Select(one => (one.Cell.Threads, one.Cell.Batch)).Distinct().Count());
        Assert.Equal(Scenes.All.Count(scene => scene.IsQuick) * 2, painted.Select(one => (one.Cell.Scene, one.Cell.Batch)).Distinct().Count());
    }

    /// <summary>Only where the noise of one and of three begins alike: each picture has a seed of its own.</summary>
    [Theory]
    [InlineData("ancestral")]
    [InlineData("sde")]
    [InlineData("sde-third")]
    [InlineData("lms")]
    [InlineData("unipc")]
    [InlineData("weighted")]
    [InlineData("jpeg-masked")]
    [InlineData("webp")]
    public async Task A_picture_alone_has_the_pixels_that_it_has_among_others(string scene)
    {
        Dictionary<Cell, string[]> quick = await s_quick.Value;

        string alone = Assert.Single(quick[new Cell(scene, 1, 1)]);

        Assert.Equal(PixelsIn(alone), PixelsIn(quick[new Cell(scene, 3, 1)][0]));
        Assert.Equal(3, quick[new Cell(scene, 3, 1)].Select(PixelsIn).Distinct().Count());
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model-legacy.ckpt")]
    [InlineData("diffusers")]
    public async Task A_checkpoint_in_another_form_gives_the_same_pixels(string other)
    {
        using EngineRun run = new();
        string[] words = [.. EngineRun.Micro, "--precision", "full"];

        int pickle = await run.PaintAsync(words);
        int another = await run.PaintAsync([.. words, "--ckpt", Goldens.Path("micro-sd", other)]);

        Assert.True((pickle, another) == (0, 0), run.Error);
        Assert.Equal(Pixels(run, "00000.png"), Pixels(run, "00001.png"));
    }

    private static byte[] Pixels(EngineRun run, string name) => PngFile.Load(Path.Combine(run.Outdir, "samples", name)).Image.Pixels.ToArray();

    private static IEnumerable<Cell> ByDefault(int width)
        => width < Machine.Fast ? Cell.Covering(width, scene => scene.IsQuick) : Cell.Sample(width, scene => scene.IsQuick);

    private static string PixelsIn(string line) => line.Split(' ')[^1];

    private static Task<Dictionary<Cell, string[]>> PaintAsync(Machine machine, IEnumerable<Cell> cells) => DigestProgram.PaintAsync(machine, cells, TestContext.Current.CancellationToken);

    private static async Task AssertSame(Machine machine, IEnumerable<Cell> cells, Dictionary<Cell, string[]> references)
    {
        foreach ((Cell cell, string[] files) in await PaintAsync(machine, cells))
        {
            Assert.NotEmpty(files);
            string[] expected = references[cell with { Threads = 1 }];
            Assert.True(expected.SequenceEqual(files), $"{machine.Name}, {cell.Word} differs:\n{string.Join('\n', files.Except(expected))}");
        }
    }
}
