using System.Diagnostics;
using System.Globalization;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>
/// Processes that are killed (SIGKILL) at moments drawn by lot, and disks that fill up. A few kills unless <c>EASEL_TEST_KILLS=50</c> says how many; then other tests on
/// going on are thorough too.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>As many as take little time.</summary>
    internal const int FewKills = 2;

    private readonly TestFolder _folder = new();

    /// <summary>How many processes are killed.</summary>
    internal static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("EASEL_TEST_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : FewKills;

    private static string[] Words => ["txt2img", .. ResumedRun.Model(), "--H", "64", "--W", "72", "--n_samples", "2", "--n_iter", "5", "--ddim_steps", "20", "--ddim_eta", "0.5", "--n_rows", "4", "--json"];

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_leaves_the_files_of_one_that_was_not()
    {
        Random random = new(6);
        (int code, string text) = await RunHereAsync([.. Words, "--outdir", _folder.PathOf("whole")]);
        Assert.True(code == 0, text);
        int killed = 0;
        int runs = 0;
        int withoutJournal = 0;
        HashSet<string> moments = [];
        while (killed < Kills || runs == 0)
        {
            string name = $"run{runs++}";
            bool isDone = false;
            while (!isDone)
            {
                bool goesOn = HasJournal(name);
                withoutJournal += goesOn ? 0 : 1;
                string[] words = goesOn ? ["resume", name, "--threads", "1", "--json"] : [.. Words, "--outdir", name];
                isDone = await RunAsync(words, killed < Kills ? random.Next(1500) : null, isEarly: killed % 8 == 7);
                killed += isDone ? 0 : 1;
                moments.Add($"{runs}: {EngineRun.FilesIn(_folder.PathOf(name)).Length} files, {StepsOf(name)}");

                // Killed when all was done, while its journal was being deleted or behind that.
                isDone |= !HasJournal(name) && File.Exists(_folder.PathOf($"{name}/grid-0000.png"));
            }

            // Killed after its last file, before its journal was gone: what is left is swept by whoever looks.
            await RunHereAsync(["resume", _folder.PathOf(name)]);
            ResumedRun.AssertSame(_folder.PathOf("whole"), _folder.PathOf(name));
        }

        output.WriteLine($"{killed} kills in {runs} runs of {EngineRun.FilesIn(_folder.PathOf("whole")).Length} files, at {moments.Count} different files and steps; {withoutJournal} began from nothing");
    }

    [Fact]
    public async Task A_disk_that_fills_up_again_and_again_leaves_the_files_of_one_that_did_not()
    {
        using ResumedRun run = new();
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 1024);
        string[] words = ["txt2img", .. ResumedRun.Model(), "--H", "64", "--W", "72", "--n_samples", "2", "--n_iter", "3", "--ddim_steps", "2", "--outdir"];
        Assert.Equal(0, await run.RunAsync([.. words, run.PathOf("whole")]));
        string outdir = Path.Combine(disk.Path, "out");
        using FileStream ballast = new(Path.Combine(disk.Path, "ballast"), FileMode.CreateNew);
        int free = 40;
        ballast.Write(new byte[(1024 - free) * 1024]);
        ballast.Flush();

        int full = 0;
        int code = await run.RunAsync([.. words, outdir]);
        while (code != 0)
        {
            Assert.Equal(1, code);
            Assert.Contains($"the disk is full. Free some space, then go on: easel resume {outdir}\n", run.Error, StringComparison.Ordinal);
            Assert.InRange(++full, 1, 50);
            ballast.SetLength(ballast.Length - (24 * 1024));
            code = await run.RunAsync(["resume", outdir]);
        }

        output.WriteLine($"The disk was full {full} times");
        Assert.InRange(full, 3, 50);
        ResumedRun.AssertSame(run.PathOf("whole"), outdir);
    }

    [Fact]
    public async Task A_run_that_is_asked_to_pause_stops_and_goes_on()
    {
        string[] words = [.. Words, "--n_iter", "1000"];
        using Process run = EaselProcess.Start(_folder.Path, [.. words, "--outdir", "out"]);
        while (await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is string line && !line.Contains("\"step\"", StringComparison.Ordinal))
        {
        }

        Task<string> rest = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using StringWriter said = new() { NewLine = "\n" };
        Cli.Surroundings here = Here(said);
        Assert.Equal(1, await Cli.CommandLine.Full.RunAsync(["resume", _folder.PathOf("out")], here));
        Assert.Contains($"is in progress, in process {run.Id}.", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Cli.CommandLine.Full.RunAsync(["pause", _folder.PathOf("out")], here));

        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Paused: easel txt2img, begun ", said.ToString(), StringComparison.Ordinal);
        Assert.Contains($"To go on: easel resume {_folder.PathOf("out")}\n", said.ToString(), StringComparison.Ordinal);
        Assert.Equal((130, "easel txt2img: Paused. To go on: easel resume out\n"), (run.ExitCode, await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
        Assert.Contains("\"exitCode\":130", await rest, StringComparison.Ordinal);
        Assert.Equal(0, await Cli.CommandLine.Full.RunAsync(["resume", _folder.PathOf("out"), "--discard"], here));
        Assert.False(Directory.Exists(_folder.PathOf("out/.easel")));
    }

    public void Dispose() => _folder.Dispose();

    private static Cli.Surroundings Here(TextWriter said) => new() { Output = said, Error = said, Cancel = TestContext.Current.CancellationToken };

    /// <summary>Runs a command in this process.</summary>
    private static async Task<(int ExitCode, string Text)> RunHereAsync(string[] words)
    {
        using StringWriter said = new() { NewLine = "\n" };
        int code = await Cli.CommandLine.Full.RunAsync(words, Here(said));
        return (code, said.ToString());
    }

    private string StepsOf(string name)
        => HasJournal(name) ? Painting.Journals.JournalSummary.Read(Directory.GetDirectories(_folder.PathOf($"{name}/.easel"), "2*")[0]).Text : "done";

    private bool HasJournal(string name)
        => Directory.Exists(_folder.PathOf($"{name}/.easel")) && Directory.GetDirectories(_folder.PathOf($"{name}/.easel"), "2*").Any(journal => File.Exists(Path.Combine(journal, "run.log")));

    /// <summary>Runs a command to its end, or until it is killed.</summary>
    /// <param name="words">Its command line.</param>
    /// <param name="milliseconds">When it is killed, from its first step on; never if null.</param>
    /// <param name="isEarly">Whether that is counted from its start instead.</param>
    /// <returns>whether it came to its end</returns>
    private async Task<bool> RunAsync(string[] words, int? milliseconds, bool isEarly)
    {
        using Process process = EaselProcess.Start(_folder.Path, words);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        bool hasBegun = isEarly || milliseconds is null;
        while (!hasBegun && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is string line)
        {
            hasBegun = line.Contains("\"start\"", StringComparison.Ordinal);
        }

        Task<string> told = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (milliseconds is int time && !process.WaitForExit(time))
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return false;
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {string.Join(' ', words)}: {await errors}{await told}");
        return true;
    }
}
