using Easel.Cli.Digests;
using Easel.Imaging.Png;
using Easel.Tests;

namespace Easel.Parity.Tests.SameBytes;

/// <summary>
/// Full precision, with the model that comes with Easel: every file has the same bytes, whatever vectors the processor has, however many threads there are,
/// whatever surrounds the program, in one run or in parts. Each of two machines with fast vectors paints every second scene; the others, where a picture takes
/// seconds, one scene each (every operation is compared on them by ExactnessTests of Easel.Tensors.Tests, on each number of threads);
/// with EASEL_TEST_MATRIX=full all combinations, and the slow scenes.
/// </summary>
public sealed class SameBytesTests
{
    /// <summary>Scenes in which the noise of one picture and of three begins alike: each picture has a seed of its own.</summary>
    private static readonly string[] s_ownSeeds = ["ancestral", "sde", "sde-third", "lms", "unipc", "weighted", "jpeg-masked", "webp"];

    /// <summary>Parts of runs that are painted by default: noise that goes on, pictures with a grid, a picture to begin with, held features.</summary>
    private static readonly Cell[] s_parts =
    [
        new("grid", 3, 7, Way.Resumed), new("sde", 3, 3, Way.Alone), new("jpeg-masked", 3, 2, Way.Alone), new("approximated", 1, 2, Way.Resumed),
    ];

    private static readonly Lazy<Task<Dictionary<Cell, string[]>>> s_references = new(() => PaintAsync(
        Machine.Widths[0],
        IsFull
            ? Scenes.All.SelectMany(scene => Scenes.Batches.Select(batch => new Cell(scene.Name, batch, 1)))
            : Enumerable.Range(0, Machine.Widths.Length).SelectMany(ByDefault).Concat(s_parts).Select(cell => cell.Reference)
                .Concat(s_ownSeeds.SelectMany(scene => Scenes.Batches.Select(batch => new Cell(scene, batch, 1))))));

    /// <summary>Whether all combinations are asked for.</summary>
    internal static bool IsFull => Environment.GetEnvironmentVariable("EASEL_TEST_MATRIX") == "full";

    public static TheoryData<int> EachWidth => [.. Enumerable.Range(0, Machine.Widths.Length)];

    public static TheoryData<int> EachSetting => [.. Enumerable.Range(0, Machine.Settings.Length)];

    public static TheoryData<string> EachWithOwnSeeds => [.. s_ownSeeds];

    [Theory]
    [MemberData(nameof(EachWidth))]
    public async Task Files_are_the_same_at_every_vector_width_in_all_surroundings(int width)
        => await AssertSame(Machine.Widths[width].With(Machine.Settings[width]), ByDefault(width));

    [Fact]
    public async Task Files_of_an_interrupted_run_and_of_a_picture_alone_are_those_of_the_whole_run() => await AssertSame(Machine.Widths[0], IsFull ? Cell.OtherWays() : s_parts);

    [Theory]
    [MemberData(nameof(EachWidth))]
    public async Task Files_are_the_same_in_the_full_matrix(int width)
    {
        Assert.SkipUnless(IsFull, "All combinations take long: EASEL_TEST_MATRIX=full asks for them.");

        // Where a picture takes seconds, pairs rather than all: two scenes of each number of threads and batch.
        IEnumerable<Cell> quick = width < Machine.Fast ? Cell.Full() : Cell.Covering(width, scene => scene.IsQuick);
        await AssertSame(Machine.Widths[width], [.. quick, .. Cell.Covering(width, scene => !scene.IsQuick)]);
    }

    [Theory]
    [MemberData(nameof(EachSetting))]
    public async Task Files_are_the_same_in_each_of_the_surroundings(int setting)
    {
        Assert.SkipUnless(IsFull, "All combinations take long: EASEL_TEST_MATRIX=full asks for them.");

        await AssertSame(Machine.Settings[setting], Cell.Covering(setting, scene => scene.IsQuick));
    }

    [Fact]
    public void What_is_painted_by_default_meets_every_scene_and_on_fast_machines_every_pair_of_machine_threads_and_batch()
    {
        (int Machine, Cell Cell)[] painted = [.. Enumerable.Range(0, Machine.Widths.Length).SelectMany(machine => ByDefault(machine).Select(cell => (machine, cell)))];
        (int Machine, Cell Cell)[] fast = [.. painted.Where(one => one.Machine < Machine.Fast)];

        Assert.Equal(Scenes.All.Where(scene => scene.IsQuick).Select(scene => scene.Name).Append("odd").Order(), painted.Select(one => one.Cell.Scene).Distinct().Order());
        Assert.Equal(Machine.Fast * 4 * 2, fast.Select(one => (one.Machine, one.Cell.Threads, one.Cell.Batch)).Distinct().Count());
        Assert.Equal(Machine.Widths.Length, painted.Select(one => one.Machine).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(EachWithOwnSeeds))]
    public async Task A_picture_alone_has_the_pixels_that_it_has_among_others(string scene)
    {
        Dictionary<Cell, string[]> painted = await s_references.Value;

        string alone = Assert.Single(painted[new Cell(scene, 1, 1)]);

        Assert.Equal(PixelsIn(alone), PixelsIn(painted[new Cell(scene, 3, 1)][0]));
        Assert.Equal(3, painted[new Cell(scene, 3, 1)].Select(PixelsIn).Distinct().Count());
    }

    [Fact]
    public async Task A_checkpoint_in_another_form_gives_the_same_pixels()
    {
        using EngineRun run = new();
        string[] words = [.. EngineRun.Micro, "--H", "32", "--precision", "full"];
        string[] others = ["model.safetensors", "model-legacy.ckpt", "diffusers"];

        int pickle = await run.PaintAsync(words);
        Assert.True(pickle == 0, run.Error);
        byte[] expected = Pixels(run, "00000.png");
        foreach ((string other, int number) in others.Select((other, i) => (other, i + 1)))
        {
            int code = await run.PaintAsync([.. words, "--ckpt", Goldens.Path("micro-sd", other)]);
            Assert.True(code == 0, run.Error);
            Assert.True(expected.AsSpan().SequenceEqual(Pixels(run, $"0000{number}.png")), other);
        }
    }

    private static byte[] Pixels(EngineRun run, string name) => PngFile.Load(Path.Combine(run.Outdir, "samples", name)).Image.Pixels.ToArray();

    private static IEnumerable<Cell> ByDefault(int width) => width switch
    {
        0 => Cell.Half(0),
        1 => [.. Cell.Half(1), new Cell("odd", 1, 7)],
        2 => [new Cell("jpeg-masked", 1, 3)],
        _ => [new Cell("int8", 1, 7)],
    };

    private static string PixelsIn(string line) => line.Split(' ')[^1];

    private static Task<Dictionary<Cell, string[]>> PaintAsync(Machine machine, IEnumerable<Cell> cells) => DigestProgram.PaintAsync(machine, cells, TestContext.Current.CancellationToken);

    private static async Task AssertSame(Machine machine, IEnumerable<Cell> cells)
    {
        Dictionary<Cell, string[]> references = await s_references.Value;
        foreach ((Cell cell, string[] files) in await PaintAsync(machine, cells))
        {
            Assert.NotEmpty(files);
            string[] expected = references[cell.Reference];
            bool isSame = cell.Way == Way.Alone ? files.Length == 1 && expected.Contains(files[0]) : expected.SequenceEqual(files);
            Assert.True(isSame, $"{machine.Name}, {cell.Word} differs:\n{string.Join('\n', files.Except(expected))}");
        }
    }
}
