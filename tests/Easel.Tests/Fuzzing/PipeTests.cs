using Easel.Cli.Watermarks;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models;
using Easel.Painting.Jobs;
using Easel.Painting.Metadata;
using Easel.Painting.Styles;

namespace Easel.Tests.Fuzzing;

/// <summary>Files that turn out to be pipes or devices are refused where no pipe can be meant; nothing waits for a writer that never comes.</summary>
public sealed class PipeTests : IDisposable
{
    private const string Words = "a pipe, a device or a socket";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_config_that_is_a_pipe_is_refused_also_beside_its_checkpoint()
    {
        string pipe = await PipeAsync("config.yaml");
        File.WriteAllText(_folder.PathOf("model.ckpt"), "");

        Assert.Contains(Words, await ErrorOf<ConfigException>(() => ConfigFile.Read(pipe)), StringComparison.Ordinal);
        Assert.Contains(Words, await ErrorOf<ConfigException>(() => ConfigFile.Beside(_folder.PathOf("model.ckpt"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Styles_that_are_a_pipe_are_refused()
    {
        string pipe = await PipeAsync("styles.csv");

        Assert.Contains(Words, await ErrorOf<GenerationException>(() => StyleFiles.Read(pipe)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_watermark_of_a_pipe_is_not_waited_for()
    {
        string pipe = await PipeAsync("picture.png");

        Assert.Contains(Words, (await Soon(() => WatermarkFinding.Of(pipe))).Problem, StringComparison.Ordinal);
        Assert.Contains(Words, await ErrorOf<GenerationException>(() => RecordedParameters.Read(pipe)), StringComparison.Ordinal);
        Assert.Contains(Words, await ErrorOf<GenerationException>(() => new MaskedPicture(pipe, pipe, "").Hashed()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_come_from_a_pipe_if_one_is_named_but_not_without_end()
    {
        string pipe = await PipeAsync("prompts");
        Task<IReadOnlyList<IReadOnlyList<string>>> read = Task.Run(() => PromptBatches.FromFile(pipe, 2));
        await File.WriteAllTextAsync(pipe, "a\nb\nc\n", TestContext.Current.CancellationToken);

        Assert.Equal([["a", "b"], ["c"]], await read.WaitAsync(s_soon, TestContext.Current.CancellationToken));
        Assert.Contains("does not end within", await ErrorOf<GenerationException>(() => PromptBatches.FromFile("/dev/zero", 2)), StringComparison.Ordinal);
    }

    private async Task<string> PipeAsync(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: pipes are told from files on Linux only.");
        await ForeignJournalTests.PipeAsync(_folder.PathOf(name));
        return _folder.PathOf(name);
    }

    private static async Task<string> ErrorOf<T>(Func<object?> read) where T : Exception => (await Assert.ThrowsAsync<T>(() => Soon(read))).Message;

    private static Task<T> Soon<T>(Func<T> read) => Task.Run(read).WaitAsync(s_soon, TestContext.Current.CancellationToken);
}
