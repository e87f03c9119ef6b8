using Easel.Diffusion.Journals;

namespace Easel.Parity.Tests;

/// <summary>A run that was interrupted at any moment and gone on with leaves the files of one that was not, byte for byte, and nothing else.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly ResumedRun _run = new();

    private static readonly Dictionary<string, Func<ResumedRun, string, string[]>> s_commands = new()
    {
        ["txt2img with a grid"] = (_, outdir) => ["txt2img", .. ResumedRun.Model(), .. Small, "--n_samples", "2", "--n_iter", "2", "--outdir", outdir],
        ["txt2img with one start and fresh noise"] = (_, outdir) => ["txt2img", .. ResumedRun.Model(), .. Small, "--n_samples", "2", "--n_iter", "2", "--fixed_code", "--ddim_eta", "0.7", "--skip_grid", "--outdir", outdir],
        ["txt2img of a file of prompts, the grid alone"] = (run, outdir) =>
        {
            File.WriteAllLines(run.PathOf("prompts.txt"), ["a red fox", "a lighthouse", "a boat"]);
            return ["txt2img", .. ResumedRun.Model(), .. Small, "--from-file", run.PathOf("prompts.txt"), "--n_samples", "2", "--n_iter", "2", "--plms", "--skip_save", "--outdir", outdir];
        },
        ["img2img with a mask"] = (run, outdir) =>
            ["img2img", .. ResumedRun.Model(), "--init-img", run.Picture("init.png", 96, 64), "--mask", run.Mask("mask.png", 96, 64), "--ddim_steps", "5", "--ddim_eta", "1", "--n_samples", "2", "--n_iter", "2", "--outdir", outdir],
        ["paint of several seeds"] = (_, outdir) => ["paint", "a red fox", .. ResumedRun.Model(), "--size", "72x64", "--steps", "3", "--sampler", "euler_a", "--count", "3", "--seed", "7", "--out", outdir],
        ["paint by names, of a picture"] = (run, outdir) =>
            ["paint", "a red fox", .. ResumedRun.Model(), "--init", run.Picture("init.png", 75, 66), "--steps", "4", "--count", "2", "--seed", "7", "--out", Path.Combine(outdir, "fox-{seed}", "{number}.png")],
        ["demo of a picture"] = (run, outdir) =>
            ["demo", .. ResumedRun.Model("--model"), "--init-image", run.Picture("init.png", 72, 64), "--mask", run.Mask("mask.png", 72, 64), "--H", "64", "--W", "72", "--num-inference-steps", "4", "--seed", "3", "--output", Path.Combine(outdir, "output.png")],
        ["demo of noise with a schedule of its own"] = (_, outdir) =>
            ["demo", .. ResumedRun.Model("--model"), "--H", "64", "--W", "72", "--num-inference-steps", "4", "--beta-schedule", "linear", "--seed", "3", "--output", Path.Combine(outdir, "output.png")],
        ["inpaint of a folder"] = (run, outdir) =>
        {
            Directory.CreateDirectory(run.PathOf("in"));
            foreach (string name in (string[])["a", "b", "c"])
            {
                run.Picture($"in/{name}.png", 66, 64);
                run.Mask($"in/{name}_mask.png", 66, 64);
            }

            return ["inpaint", .. ResumedRun.Model(), "--indir", run.PathOf("in"), "--outdir", outdir, "--steps", "3"];
        },
    };

    public static TheoryData<string> Commands() => [.. s_commands.Keys];

    private static string[] Small => ["--H", "64", "--W", "72", "--ddim_steps", "3"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_run_goes_on_from_any_moment(string name)
    {
        Func<ResumedRun, string, string[]> words = s_commands[name];
        List<string> copies = [];
        void CopyAfter(int update)
        {
            copies.Add(_run.PathOf($"copy{update}"));
            ResumedRun.Copy(_run.PathOf("out"), copies[^1]);
        }

        await RequireSuccessAsync(words(_run, _run.PathOf("whole")));
        int steps = _run.Steps;
        await RequireSuccessAsync(words(_run, _run.PathOf("out")), CopyAfter);

        ResumedRun.AssertSame(_run.PathOf("whole"), _run.PathOf("out"));
        Random random = new(name.Length);
        int[] chosen = KillTests.Kills > KillTests.FewKills ? [.. Enumerable.Range(0, copies.Count)] : [random.Next(copies.Count - 1), copies.Count - 1];
        foreach (string copy in chosen.Distinct().Select(number => copies[number]))
        {
            await RequireSuccessAsync(["resume", copy, "--threads", "2"]);

            Assert.InRange(_run.Steps, 0, steps - 1);
            ResumedRun.AssertSame(_run.PathOf("whole"), copy);
        }
    }

    [Fact]
    public async Task A_damaged_journal_gives_the_same_files()
    {
        string[] words = s_commands["txt2img with a grid"](_run, _run.PathOf("out"));
        await RequireSuccessAsync(words, update =>
        {
            // Four steps, and both pictures of the first batch.
            if (update == 6)
            {
                ResumedRun.Copy(_run.PathOf("out"), _run.PathOf("copy"));
            }
        });
        string journal = Path.GetRelativePath(_run.PathOf("copy"), Directory.GetDirectories(_run.PathOf("copy/.easel")).Single());
        int number = 0;
        foreach ((string file, Func<byte[], byte[]> damage) in KillTests.Kills > KillTests.FewKills ? [.. Damages(), .. AllDamages(Path.Combine(_run.PathOf("copy"), journal))] : Damages())
        {
            string copy = _run.PathOf($"damaged{number++}");
            ResumedRun.Copy(_run.PathOf("copy"), copy);
            string path = Path.Combine(copy, journal, file);
            if (File.Exists(path))
            {
                File.WriteAllBytes(path, damage(File.ReadAllBytes(path)));
            }

            await RequireSuccessAsync(["resume", copy]);

            ResumedRun.AssertSame(_run.PathOf("out"), copy);
        }
    }

    [Fact]
    public async Task A_journal_is_gone_on_with_elsewhere_by_the_checkpoints_content()
    {
        string[] words = s_commands["txt2img with a grid"](_run, _run.PathOf("out"));
        string own = _run.PathOf("mine.ckpt");
        File.Copy(words[2], own);
        words[2] = own;
        await RequireSuccessAsync(words, update =>
        {
            if (update == 6)
            {
                ResumedRun.Copy(Directory.GetDirectories(_run.PathOf("out/.easel")).Single(), _run.PathOf("elsewhere/journal"));
            }
        });
        File.Move(own, _run.PathOf("theirs.ckpt"));
        File.WriteAllBytes(_run.PathOf("other.ckpt"), new byte[new FileInfo(_run.PathOf("theirs.ckpt")).Length]);

        Assert.Equal(1, await _run.RunAsync(["resume", _run.PathOf("elsewhere/journal")]));
        Assert.Contains("The checkpoint that the run began with is not here: mine.ckpt, ", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await _run.RunAsync(["resume", _run.PathOf("elsewhere/journal"), "--ckpt", _run.PathOf("other.ckpt")]));
        Assert.Contains("other.ckpt is not the checkpoint that the run began with, which is mine.ckpt, ", _run.Error, StringComparison.Ordinal);
        await RequireSuccessAsync(["resume", _run.PathOf("elsewhere/journal"), "--ckpt", _run.PathOf("theirs.ckpt")]);

        // The pictures that were finished stay where they were painted.
        Assert.Contains("2 finished pictures are not in ", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["grid-0000.png", "samples/00002.png", "samples/00003.png"], EngineRun.FilesIn(_run.PathOf("elsewhere")));
        Assert.All(EngineRun.FilesIn(_run.PathOf("elsewhere")), name => Assert.Equal(File.ReadAllBytes(_run.PathOf($"out/{name}")), File.ReadAllBytes(_run.PathOf($"elsewhere/{name}"))));
    }

    [Fact]
    public async Task A_picture_of_a_folder_that_has_changed_is_refused()
    {
        string[] words = s_commands["inpaint of a folder"](_run, _run.PathOf("out"));
        await RequireSuccessAsync(words, update =>
        {
            if (update == 5)
            {
                ResumedRun.Copy(_run.PathOf("out"), _run.PathOf("copy"));
            }
        });
        _run.Picture("in/c.png", 66, 72);

        Assert.Equal(1, await _run.RunAsync(["resume", _run.PathOf("copy")]));

        Assert.Contains("c.png has changed since the run began", _run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    /// <summary>Ways in which files of a journal may be damaged.</summary>
    private static IEnumerable<(string File, Func<byte[], byte[]> Damage)> Damages()
    {
        yield return ("run.log", _ => []);
        yield return ("run.log", bytes => bytes[..JournalLog.Decode(bytes, out _).Take(3).Sum(record => JournalLog.Encode(record).Length)]);
        yield return ("state.1", bytes => [.. bytes[..^1], (byte)~bytes[^1]]);
        yield return ("state.0", bytes => bytes[..(bytes.Length / 2)]);
    }

    /// <summary>Cuts and altered bytes at places that are spread over all files.</summary>
    private static IEnumerable<(string File, Func<byte[], byte[]> Damage)> AllDamages(string journal)
    {
        foreach (string file in (string[])["run.log", "run.first", "state.0", "state.1"])
        {
            int length = (int)new FileInfo(Path.Combine(journal, file)).Length;
            for (int at = 1; at < length; at += 1 + (length / 40))
            {
                int place = at;
                yield return (file, bytes => bytes[..place]);
                yield return (file, bytes => [.. bytes[..place], (byte)(bytes[place] ^ 4), .. bytes[(place + 1)..]]);
            }
        }
    }

    private async Task RequireSuccessAsync(string[] words, Action<int>? after = null)
    {
        int code = await _run.RunAsync(words, after);
        Assert.True(code == 0, $"exit code {code}: {_run.Error}");
    }
}
