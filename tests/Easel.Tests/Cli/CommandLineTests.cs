namespace Easel.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_names_the_commands(string word)
    {
        Assert.Equal(0, await _run.RunAsync(word));
        Assert.Contains("txt2img     paint pictures of a text", _run.Output);
    }

    [Fact]
    public async Task Without_a_command_help_goes_to_the_error_stream()
    {
        Assert.Equal(2, await _run.RunAsync());
        Assert.StartsWith("usage: easel COMMAND", _run.Error);
        Assert.Equal("", _run.Output);
    }

    [Theory]
    [InlineData("paint", "a fox")]
    [InlineData("verify", "picture.png")]
    [InlineData("inspect", "pocket")]
    public async Task What_computes_digests_says_in_a_line_that_it_cannot(params string[] words)
    {
        _run.HashObstacle = "OpenSSL is not here.";

        Assert.Equal(1, await _run.RunAsync(words));
        Assert.Equal($"easel {words[0]}: error: OpenSSL is not here.\n", _run.Error);
        Assert.Equal(0, await _run.RunAsync(words[0], "--help"));
        Assert.Equal(0, await _run.RunAsync("styles"));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(0, await _run.RunAsync("--version"));
        Assert.Matches(@"\Aeasel \d+\.\d+\.\d+ \(\.NET [^\n]*\)\n\z", _run.Output);
    }

    [Theory]
    [InlineData("txt2imh", "'txt2imh' is not a command. Did you mean 'txt2img'?")]
    [InlineData("TXT2IMG", "'TXT2IMG' is not a command. Did you mean 'txt2img'?")]
    [InlineData("draw", "'draw' is not a command. Commands are paint, txt2img, img2img, inpaint")]
    public async Task Unknown_commands_are_answered_with_the_nearest(string word, string message)
    {
        Assert.Equal(2, await _run.RunAsync(word));
        Assert.StartsWith($"easel: error: {message}", _run.Error);
    }

    [Theory]
    [InlineData("txt2img", "--help")]
    [InlineData("help", "txt2img")]
    public async Task Help_of_a_command_shows_every_option_within_the_width(params string[] words)
    {
        Assert.Equal(0, await _run.RunAsync(words));

        string[] original =
        [
            "prompt", "outdir", "skip_grid", "skip_save", "ddim_steps", "plms", "dpm_solver", "laion400m", "fixed_code", "ddim_eta", "n_iter", "H", "W", "C", "f", "n_samples",
            "n_rows", "scale", "from-file", "config", "ckpt", "seed", "precision",
        ];
        Assert.All(original, name => Assert.Contains($"\n  --{name}", _run.Output));
        Assert.All(_run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 79));
    }

    [Theory]
    [InlineData("img2img", "prompt init-img outdir skip_grid skip_save ddim_steps plms fixed_code ddim_eta n_iter C f n_samples n_rows scale strength from-file config ckpt seed precision dpm_solver mask")]
    [InlineData("inpaint", "indir outdir steps prompt negative scale seed sampler schedule strength eta noise config vocab precision threads json")]
    [InlineData("paint", "negative sampler schedule steps size count seed init mask strength out scale eta syntax noise config vocab precision threads json")]
    public async Task Help_of_every_painting_command_shows_its_options_within_the_width(string command, string options)
    {
        Assert.Equal(0, await _run.RunAsync(command, "--help"));

        Assert.All(options.Split(' '), name => Assert.Contains($"\n  --{name}", _run.Output));
        Assert.All(_run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 79));
    }

    public void Dispose() => _run.Dispose();
}
