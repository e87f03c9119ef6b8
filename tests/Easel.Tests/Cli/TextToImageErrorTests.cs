namespace Easel.Tests.Cli;

public sealed class TextToImageErrorTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Theory]
    [InlineData("argument --H: 500 is not a multiple of 8; the nearest are 496 and 504", "--H", "500")]
    [InlineData("argument --W: 7 is not a multiple of 8; the nearest is 8", "--W", "7")]
    [InlineData("argument --W: '0' is out of range; 1 to 8192", "--W", "0")]
    [InlineData("argument --n_iter: '0' is out of range; 1 to 1000000", "--n_iter", "0")]
    [InlineData("argument --n_samples: '-2' is out of range; 1 to 4096", "--n_samples", "-2")]
    [InlineData("argument --ddim_steps: '1001' is out of range; 1 to 1000", "--ddim_steps", "1001")]
    [InlineData("argument --seed: '4294967296' is out of range; 0 to 4294967295", "--seed", "4294967296")]
    [InlineData("argument --ddim_eta: must be 0 for PLMS", "--plms", "--ddim_eta", "0.1")]
    [InlineData("argument --ddim_eta: noise cannot be less than none", "--ddim_eta", "-0.1")]
    [InlineData("argument --ddim_steps: DPM-Solver needs 2 or more", "--dpm_solver", "--ddim_steps", "1")]
    [InlineData("argument --ckpt: no file is given", "--ckpt", "")]
    [InlineData("argument --laion400m: that is another model", "--laion400m")]
    [InlineData("argument --prompt: no prompt is given", "--prompt")]
    [InlineData("argument --outdir: expected the name of a folder", "--outdir")]
    [InlineData("argument --scale: 'inf' is not a finite number", "--scale", "inf")]
    [InlineData("argument --noise: invalid choice: 'mt' (choose from 'torch', 'cuda', 'numpy')", "--noise", "mt")]
    [InlineData("argument --fast: there is no level 4; 1 to 3 can be given", "--fast", "4")]
    [InlineData("argument --fast: there is no approximation 'turbo'; wanted a level, 1 to 3; or names", "--fast", "turbo")]
    [InlineData("argument --fast: there is no approximation 'reus'; wanted", "--fast", "reus=3")]
    [InlineData("argument --fast: 'reuse' is named twice, 'reuse=2' and 'reuse=3'; once is enough", "--fast", "reuse=2,merge=0.5,reuse=3")]
    [InlineData("argument --fast: 'reuse=0' is out of range; wanted reuse=N", "--fast", "reuse=0")]
    [InlineData("argument --fast: 'merge=0.8' is out of range; wanted merge=R, a share R of the tokens merged in self-attention, 0 to 0.75", "--fast", "merge=0.8")]
    [InlineData("argument --fast: 'guidance=0.8-0.2' is out of range; wanted guidance=A-B", "--fast", "guidance=0.8-0.2")]
    [InlineData("argument --fast: 'guidance=0.5' cannot be understood; wanted guidance=A-B", "--fast", "guidance=0.5")]
    [InlineData("argument --fast: 'merge' cannot be understood; wanted merge=R", "--fast", "merge")]
    [InlineData("argument --fast: 'int8=1' cannot be understood; wanted int8, the UNet's middle layers multiplied in eight bits", "--fast", "int8=1")]
    [InlineData("argument --fast: 'int8' is named twice, 'int8' and 'int8'; once is enough", "--fast", "int8,int8")]
    [InlineData("argument --fast: a level stands alone, but '2' has others beside it; its own parts are reuse=3:0.2", "--fast", "2,merge=0.5")]
    [InlineData("argument --fast: nothing is named; wanted", "--fast=")]
    [InlineData("argument --weight-cache: expected the name of a folder, or nothing", "--weight-cache", "")]
    [InlineData("argument --device: invalid choice: 'gpu' (choose from 'auto', 'cpu', 'cuda', 'cuda:N'; cuda:N is a card, from cuda:0)", "--device", "gpu")]
    [InlineData("argument --device: invalid choice: 'cuda:' (choose", "--device", "cuda:")]
    [InlineData("argument --device: invalid choice: 'cuda:-1' (choose", "--device", "cuda:-1")]
    [InlineData("argument --device: invalid choice: 'cuda:99999999999' (choose", "--device", "cuda:99999999999")]
    [InlineData("argument --device: invalid choice: 'CUDA' (choose", "--device", "CUDA")]
    [InlineData("argument --device: expected one argument", "--device")]
    [InlineData("argument --fast: 'int8' is computed on the processor only; leave it out, or leave out --device cuda:1", "--device", "cuda:1", "--fast", "reuse=2,int8")]
    [InlineData("unrecognized arguments: '--ddim_step_count'", "--ddim_step_count")]
    public async Task Wrong_options_end_with_code_2_before_anything_is_done(string message, params string[] words)
    {
        int code = await _run.PaintAsync(words);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel txt2img: error: {message}", _run.Error);
        Assert.EndsWith("Try 'easel txt2img --help'.\n", _run.Error);
        Assert.Equal("", _run.Output);
        Assert.False(Directory.Exists(_run.Outdir));
    }

    [Fact]
    public async Task A_file_is_no_place_for_prepared_weights()
    {
        int code = await _run.PaintAsync("--weight-cache", _run.Checkpoint);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel txt2img: error: argument --weight-cache: '{_run.Checkpoint}' is a file; a folder is wanted", _run.Error);
    }

    [Fact]
    public async Task A_missing_checkpoint_is_explained()
    {
        int code = await _run.PaintAsync("--ckpt", _run.PathOf("v1.ckpt"));

        Assert.Equal(1, code);
        Assert.StartsWith($"easel txt2img: error: No checkpoint at {_run.PathOf("v1.ckpt")}.\nThat folder has 'model.ckpt'.\n", _run.Error);
        Assert.Contains("--ckpt FILE", _run.Error);
        Assert.False(Directory.Exists(_run.Outdir));
    }

    [Fact]
    public async Task The_default_checkpoint_is_where_the_original_has_it_and_missing_where_no_other_model_came_along()
    {
        Assert.SkipWhen(File.Exists("models/ldm/stable-diffusion-v1/model.ckpt"), "There is a checkpoint at the default place.");

        int code = await _run.RunAsync("txt2img");

        Assert.Equal(1, code);
        Assert.StartsWith("easel txt2img: error: No checkpoint at models/ldm/stable-diffusion-v1/model.ckpt.\n", _run.Error);
        Assert.Contains("(pocket, the small model that comes with Easel, would need none; but it is missing from ", _run.Error);
    }

    [Fact]
    public async Task A_link_to_nowhere_is_called_that()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        File.CreateSymbolicLink(_run.PathOf("link.ckpt"), "gone.ckpt");

        int code = await _run.PaintAsync("--ckpt", _run.PathOf("link.ckpt"));

        Assert.Equal(1, code);
        Assert.Contains("is a symbolic link to gone.ckpt, and nothing is there", _run.Error);
    }

    [Theory]
    [InlineData("--config", "file")]
    [InlineData("--vocab", "file or folder")]
    public async Task Files_that_are_named_must_be_there(string option, string kind)
    {
        int code = await _run.PaintAsync(option, _run.PathOf("missing"));

        Assert.Equal(1, code);
        Assert.Equal($"easel txt2img: error: argument {option}: there is no {kind} {_run.PathOf("missing")}\n", _run.Error);
    }

    [Theory]
    [InlineData(null, "Cannot read prompts: {0}: there is no such file or folder.")]
    [InlineData("", "{0} is empty: it needs a prompt on each line.")]
    [InlineData("caf\u00E9", "{0} is not UTF-8: byte 3 is E9. Save it as UTF-8 text.")]
    public async Task Files_of_prompts_that_cannot_be_used_are_named(string? content, string message)
    {
        string path = _run.PathOf("prompts.txt");
        if (content is not null)
        {
            File.WriteAllText(path, content, System.Text.Encoding.Latin1);
        }

        int code = await _run.PaintAsync("--from-file", path);

        Assert.Equal(1, code);
        Assert.Equal($"easel txt2img: error: {message.Replace("{0}", path)}\n", _run.Error);
    }

    [Fact]
    public async Task An_output_folder_that_is_a_file_is_refused_before_the_model_is_opened()
    {
        int code = await _run.PaintAsync("--outdir", Path.Combine(_run.Checkpoint, "out"));

        Assert.Equal(1, code);
        Assert.StartsWith("easel txt2img: error: Cannot write to the output folder", _run.Error);
        Assert.Single(_run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(_run.Opened);
    }

    [Fact]
    public async Task A_disk_that_fills_up_keeps_finished_files_and_no_half_one()
    {
        using SmallDisk disk = SmallDisk.Mount(kilobytes: 64);

        int code = await _run.PaintAsync("--outdir", disk.Path, "--H", "64", "--W", "64", "--n_samples", "9", "--n_iter", "1", "--skip_grid");

        string[] files = Directory.GetFiles(Path.Combine(disk.Path, "samples"), "*", SearchOption.AllDirectories);
        Assert.Equal(1, code);
        Assert.Contains($"easel txt2img: error: Cannot write {Path.Combine(disk.Path, "samples", $"{files.Length:00000}.png")}: the disk is full. Free some space, then go on: easel resume {disk.Path}\n", _run.Error);
        Assert.Contains($"{files.Length} pictures finished before that", _run.Output);
        Assert.InRange(files.Length, 2, 8);
        Assert.All(files, file => Assert.Equal(64, Easel.Imaging.Png.PngFile.Load(file).Image.Width));
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_is_finished()
    {
        _run.AfterStep = steps =>
        {
            if (steps == 4) // the first of the second iteration
            {
                _run.Interrupt.Cancel();
            }
        };

        int code = await _run.PaintAsync("--n_samples", "2");

        Assert.Equal(130, code);
        Assert.Equal(["samples/00000.png", "samples/00001.png"], _run.Files());
        Assert.Contains("warning: Stopping after this step; press Ctrl-C again to stop at once.\n", _run.Error);
        Assert.EndsWith($"easel txt2img: Interrupted. To go on: easel resume {_run.Outdir}\n", _run.Error);
        Assert.Single(Directory.GetDirectories(_run.PathOf("out/.easel")));
        Assert.EndsWith($"2 pictures finished before that: {_run.Outdir}\n", _run.Output);
        Assert.True(_run.Painter!.IsDisposed);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 10)]
    public async Task Mistakes_of_our_own_show_their_place_only_when_asked(bool showsDetails, int atLeastLines)
    {
        _run.ShowsDetails = showsDetails;
        _run.AfterStep = _ => throw new InvalidOperationException("odd\nstate");

        int code = await _run.PaintAsync("--quiet");

        string[] lines = _run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, code);
        Assert.StartsWith("easel txt2img: error: Easel made a mistake (InvalidOperationException: odd state).", lines[0]);
        Assert.InRange(lines.Length, atLeastLines, showsDetails ? 100 : 1);
    }

    public void Dispose() => _run.Dispose();
}
