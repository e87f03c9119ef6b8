namespace Easel.Tests.Cli;

/// <summary>What <c>resume</c>, <c>pause</c> and the journal's options say and refuse.</summary>
public sealed class ResumeCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task A_finished_run_leaves_no_journal()
    {
        Assert.Equal(0, await _run.PaintAsync("--journal", _run.PathOf("journals")));
        Assert.Equal(0, await _run.PaintAsync());

        Assert.False(Directory.Exists(_run.PathOf("out/.easel")));
        Assert.Empty(Directory.GetFileSystemEntries(_run.PathOf("journals")));
    }

    [Fact]
    public async Task An_interrupted_run_is_listed_told_of_gone_on_with_and_numbers_as_if_it_had_not_been()
    {
        await InterruptAsync();
        Assert.Equal(0, await _run.RunAsync("resume", _run.Outdir, "--list"));
        Assert.Contains("easel txt2img, begun ", _run.Output, StringComparison.Ordinal);
        Assert.Contains(" UTC, 2 of 4 pictures finished", _run.Output, StringComparison.Ordinal);
        using CommandRun other = new();

        Assert.Equal(0, await _run.RunAsync("resume", _run.Outdir));

        Assert.Equal(["grid-0000.png", "samples/00000.png", "samples/00001.png", "samples/00002.png", "samples/00003.png"], _run.Files());
        Assert.False(Directory.Exists(_run.PathOf("out/.easel")));
        Assert.Equal(0, await other.PaintAsync("--n_samples", "2", "--n_iter", "2"));
        Assert.All(_run.Files(), name => Assert.Equal(File.ReadAllBytes(other.PathOf($"out/{name}")), File.ReadAllBytes(_run.PathOf($"out/{name}"))));
    }

    [Fact]
    public async Task Another_run_at_the_same_place_says_that_one_is_unfinished()
    {
        await InterruptAsync();
        _run.AfterStep = _ => { };

        await _run.PaintAsync();

        Assert.Contains($"An unfinished run lies here: easel resume {_run.Outdir} goes on with it, easel resume --discard {_run.Outdir} removes it.", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_discarded_leaves_the_pictures()
    {
        await InterruptAsync();

        Assert.Equal(0, await _run.RunAsync("resume", "--discard", _run.Outdir));

        Assert.Contains("Deleted ", _run.Output, StringComparison.Ordinal);
        Assert.Equal(["samples/00000.png", "samples/00001.png"], _run.Files());
        Assert.False(Directory.Exists(_run.PathOf("out/.easel")));
    }

    [Fact]
    public async Task Without_a_journal_nothing_is_kept()
    {
        await InterruptAsync("--no-journal");

        Assert.EndsWith("easel txt2img: Interrupted.\n", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["samples"], Directory.GetFileSystemEntries(_run.Outdir).Select(Path.GetFileName));
        Assert.Equal(1, await _run.RunAsync("resume", _run.Outdir));
        Assert.EndsWith($"easel resume: error: There is no unfinished run in {_run.Outdir}.\n", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_journal_can_be_kept_the_run_says_so_and_paints()
    {
        Assert.Equal(0, await _run.PaintAsync("--journal", Path.Combine(_run.Checkpoint, "journals")));

        Assert.Contains("warning: no journal is kept, so that the run cannot be gone on with if it is interrupted: ", _run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(_run.Files());
    }

    [Fact]
    public async Task Other_weights_in_the_checkpoints_place_are_refused()
    {
        await InterruptAsync();
        File.WriteAllText(_run.Checkpoint, "others!");

        Assert.Equal(1, await _run.RunAsync("resume", _run.Outdir));

        Assert.Contains("model.ckpt, 7 bytes, SHA-256 ", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_unfinished_runs_are_listed_and_one_is_to_be_named()
    {
        await InterruptAsync();
        string[] journal = Directory.GetDirectories(_run.PathOf("out/.easel"));
        Copy(journal[0], _run.PathOf("out/.easel/20200101-000000-0000"));

        Assert.Equal(2, await _run.RunAsync("resume", _run.Outdir));

        Assert.Contains($"there are several unfinished runs; name one:\n  easel resume {_run.PathOf("out/.easel/20200101-000000-0000")}    (easel txt2img, begun ", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("resume", journal[0]));
    }

    [Theory]
    [InlineData(2, "argument --journal: has no meaning with --no-journal; leave one of them out", "txt2img", "--journal", "x", "--no-journal")]
    [InlineData(2, "argument --journal: expected the name of a folder, which need not exist yet", "txt2img", "--journal", "")]
    [InlineData(2, "argument --discard: has no meaning with --list; leave one of them out", "resume", "--list", "--discard")]
    [InlineData(2, "unrecognized arguments: '--plan'", "resume", "--plan")]
    [InlineData(2, "unrecognized arguments: '--calibrate'", "resume", "--calibrate")]
    [InlineData(1, "There is no folder /nowhere/at/all.", "resume", "/nowhere/at/all")]
    [InlineData(1, "There is no folder /nowhere/at/all.", "pause", "/nowhere/at/all")]
    public async Task What_cannot_be_is_refused(int code, string message, params string[] words)
    {
        Assert.Equal(code, await _run.RunAsync(words));

        Assert.Contains($"error: {message}", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_to_be_said_of_places_stands_in_the_command_that_goes_on_each_time()
    {
        await InterruptAsync("--journal", _run.PathOf("journals"));
        string journal = Directory.GetDirectories(_run.PathOf("journals")).Single();
        string command = $"To go on: easel resume {journal} --outdir {_run.Outdir}\n";
        Assert.EndsWith(command, _run.Error, StringComparison.Ordinal);

        _run.AfterStep = _ => _run.Interrupt.Cancel();

        Assert.Equal(130, await _run.RunAsync("resume", journal, "--outdir", _run.Outdir));
        Assert.EndsWith(command, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_in_progress_cannot_be_paused()
    {
        await InterruptAsync();

        Assert.Equal(1, await _run.RunAsync("pause", _run.Outdir));

        Assert.Contains($" is not in progress. To go on with it: easel resume {_run.Outdir}\n", _run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    /// <summary>Two iterations of two pictures, interrupted in the second; what follows is not.</summary>
    private async Task InterruptAsync(params string[] words)
    {
        _run.AfterStep = steps =>
        {
            if (steps == 4)
            {
                _run.Interrupt.Cancel();
            }
        };
        Assert.Equal(130, await _run.PaintAsync(["--n_samples", "2", "--n_iter", "2", .. words]));
        _run.AfterStep = _ => { };
        _run.GoOn();
    }
}
