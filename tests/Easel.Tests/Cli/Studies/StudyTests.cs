using System.Text.Json;
using Easel.Imaging;
using Easel.Imaging.Png;

namespace Easel.Tests.Cli.Studies;

/// <summary><c>easel study</c> and <c>easel workshop</c>, whole; a stand-in paints.</summary>
public sealed class StudyTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Fact]
    public async Task A_study_is_a_sheet_a_page_and_a_file_per_cell()
    {
        int code = await StudyAsync("--x", "steps=2,3,4", "--y", "seed=1,2", "a fox");

        Assert.True(code == 0, _run.Error);
        Assert.Equal(6, _run.Files().Count(file => file.StartsWith("cells/", StringComparison.Ordinal)));
        Assert.Equal(["index.html", "sheet.png"], _run.Files().Where(file => !file.StartsWith("cells/", StringComparison.Ordinal)));
        Assert.Contains("Seed", Page());
        Assert.Contains("dB: PSNR against steps 4.", Page());
    }

    [Fact]
    public async Task Cells_are_painted_once()
    {
        await StudyAsync("--x", "seed=1,2,3", "a fox");
        PaintedByTest? painter = _run.Painter;

        int code = await StudyAsync("--x", "seed=1,2,3", "a fox");

        Assert.Equal(0, code);
        Assert.Same(painter, _run.Painter);
        Assert.Contains("3 pictures, 3 of them painted before, 0 to paint.", _run.Output);
    }

    [Theory]
    [InlineData(1, 3, "--x", "seed=1,2,3,4", "a fox")] // one more value
    [InlineData(0, 3, "--x", "seed=3,2,1", "a fox")] // another order
    [InlineData(3, 0, "--x", "seed=1,2,3", "a cat")]
    [InlineData(3, 0, "--x", "seed=1,2,3", "a fox", "--steps", "5")]
    [InlineData(3, 0, "--x", "seed=1,2,3", "a fox", "--negative", "blurry")]
    [InlineData(3, 0, "--x", "seed=1,2,3", "a fox", "--style", "cubism")]
    [InlineData(3, 0, "--x", "seed=1,2,3", "a fox", "--precision", "full")]
    [InlineData(0, 3, "--x", "seed=1,2,3", "a fox", "--threads", "1")]
    public async Task What_a_picture_depends_on_decides_whether_it_is_painted_again(int painted, int reused, params string[] words)
    {
        await StudyAsync("--x", "seed=1,2,3", "a fox");

        await StudyAsync([.. words, "--json"]);

        JsonElement start = Events("start").Single();
        Assert.Equal((painted + reused, reused), (start.GetProperty("pictures").GetInt32(), start.GetProperty("reused").GetInt32()));
    }

    [Fact]
    public async Task Another_checkpoint_under_the_same_name_paints_anew()
    {
        await StudyAsync("--x", "seed=1,2", "a fox");
        File.WriteAllText(_run.Checkpoint, "other weights");

        await StudyAsync("--x", "seed=1,2", "a fox", "--json");

        Assert.Equal(0, Events("start").Single().GetProperty("reused").GetInt32());
    }

    [Fact]
    public async Task A_damaged_cell_is_painted_again()
    {
        await StudyAsync("--x", "seed=1,2", "a fox");
        string cell = Path.Combine(_run.Outdir, _run.Files().First());
        File.WriteAllBytes(cell, File.ReadAllBytes(cell)[..100]);

        await StudyAsync("--x", "seed=1,2", "a fox", "--json");

        Assert.Equal(1, Events("start").Single().GetProperty("reused").GetInt32());
        Assert.Equal(16, PngFile.Load(cell).Image.Width);
    }

    [Fact]
    public async Task After_an_interruption_it_goes_on()
    {
        _run.AfterStep = _ =>
        {
            if (_run.Files().Length == 1)
            {
                _run.Interrupt.Cancel();
            }
        };
        int code = await StudyAsync("--x", "seed=1,2,3", "a fox");
        Assert.Equal(130, code);
        Assert.Contains("Finished pictures are kept", _run.Error);
        Assert.StartsWith("cells/", Assert.Single(_run.Files()));

        using CommandRun again = new();
        await again.RunAsync("study", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--size", "16", "--steps", "3", "--x", "seed=1,2,3", "a fox");

        Assert.Contains("3 pictures, 1 of them painted before, 2 to paint.", again.Output);
    }

    [Fact]
    public async Task The_page_has_prompts_without_markup()
    {
        await StudyAsync("--x", "prompt=\"<b>fox</b> & co\",cat", "a <b>fox</b> & co");

        Assert.Contains("<h1>a &lt;b&gt;fox&lt;/b&gt; &amp; co</h1>", Page());
        Assert.DoesNotContain("<b>fox", Page());
        Assert.DoesNotContain("<script", Page());
    }

    [Fact]
    public async Task The_sheet_has_the_cells_pixels()
    {
        await StudyAsync("--x", "seed=1,2", "a fox");

        Image sheet = PngFile.Load(Path.Combine(_run.Outdir, "sheet.png")).Image;
        foreach (string file in _run.Files().Where(file => file.StartsWith("cells/", StringComparison.Ordinal)))
        {
            byte[] row = PngFile.Load(Path.Combine(_run.Outdir, file)).Image.Pixels.Span[..(16 * 3)].ToArray();
            Assert.True(sheet.Pixels.Span.IndexOf(row) > 0, file);
        }
    }

    [Fact]
    public async Task Each_cell_carries_what_other_programs_read()
    {
        await StudyAsync("--x", "seed=7", "a fox");

        PngPicture cell = PngFile.Load(Path.Combine(_run.Outdir, _run.Files().First()));
        Assert.StartsWith("a fox\n", cell.Texts.Single(text => text.Keyword == "parameters").Text);
        Assert.Contains("Seed: 7", cell.Texts.Single(text => text.Keyword == "parameters").Text);
    }

    [Fact]
    public async Task Json_tells_the_numbers_of_each_cell()
    {
        await StudyAsync("--x", "steps=2,4", "--y", "seed=1,2", "a fox", "--json");

        JsonElement[] cells = Events("cell");
        Assert.Equal(["2", "4", "2", "4"], cells.Select(cell => cell.GetProperty("values").GetProperty("steps").GetString()));
        Assert.Equal([true, false, true, false], cells.Select(cell => cell.TryGetProperty("ssim", out _)));
        Assert.Equal(Path.Combine(_run.Outdir, "sheet.png"), Events("finished").Single().GetProperty("sheet").GetString());
    }

    [Fact]
    public async Task A_workshop_paints_the_prompt_as_it_is_and_in_each_style()
    {
        int code = await _run.RunAsync("workshop", "a fox", "--list", "painters", "--limit", "3", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--size", "16", "--steps", "2", "--json");

        Assert.True(code == 0, _run.Error);
        Assert.Equal(["as it is", "Giotto", "Jan van Eyck", "Fra Angelico"], Events("cell").Select(cell => cell.GetProperty("values").GetProperty("style").GetString()));
        Assert.Equal("a fox, painting in the style of Fra Angelico", _run.Painter!.Request!.Batches[0][0]);
    }

    [Theory]
    [InlineData("steps", 4)]
    [InlineData("sizes", 5)]
    [InlineData("aspects", 7)]
    [InlineData("scales", 7)]
    [InlineData("samplers", 12)]
    [InlineData("seeds", 8)]
    [InlineData("styles", 12)]
    public async Task The_usual_comparisons_have_names(string preset, int pictures)
    {
        int code = await _run.RunAsync("study", preset, "a fox", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--size", "32", "--steps", "2", "--json");

        Assert.True(code == 0, _run.Error);
        Assert.Equal(pictures, Events("cell").Length);
    }

    [Theory]
    [InlineData("what is to be compared? steps, sizes,")]
    [InlineData("'a fox' cannot be compared; steps, sizes,", "a fox")]
    [InlineData("what is to be painted?", "steps")]
    [InlineData("there are two prompts, 'a fox' and --prompt; name one", "steps", "a fox", "--prompt", "a cat")]
    [InlineData("argument --x: 'colour' cannot be compared", "--x", "colour=1", "a fox")]
    [InlineData("unrecognized arguments: 'b'", "--x", "steps=2", "a fox", "b")]
    [InlineData("there are two first axes, steps and --x; leave one of them out", "steps", "a fox", "--x", "seed=1,2")]
    [InlineData("unrecognized arguments: '--why'", "steps", "a fox", "--why")]
    [InlineData("steps is on two axes", "--x", "steps=2", "--y", "steps=3", "a fox")]
    [InlineData("sampler DPM-Solver, steps 1: argument --sampler: DPM-Solver cannot make 1 steps; it can make 2 to 1000", "--x", "sampler=ddim,dpm_solver", "--y", "steps=1", "a fox")]
    [InlineData("that would be 200 x 100 = 20000 pictures; a study can have 10000", "--x", "seed=1-200", "--y", "steps=1-100", "a fox")]
    [InlineData("argument --x: strength is how much of a picture is painted anew; name the picture: --init FILE", "--x", "strength=0.5", "a fox")]
    [InlineData("argument --strength: is how much of a picture is painted anew", "steps", "a fox", "--strength", "0.5")]
    [InlineData("argument --style: there is no style 'cubsim'. Did you mean 'cubism'?", "steps", "a fox", "--style", "cubsim")]
    [InlineData("argument --out: expected the name of a folder", "steps", "a fox", "--out", "")]
    public async Task What_cannot_be_done_is_told(string message, params string[] words)
    {
        int code = await _run.RunAsync(["study", .. words]);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel study: error: {message}", _run.Error);
    }

    [Fact]
    public async Task A_file_in_the_folders_place_is_told_before_painting()
    {
        File.WriteAllText(_run.Outdir, "in the way");

        int code = await StudyAsync("--x", "seed=1,2", "a fox");

        Assert.Equal(1, code);
        Assert.Contains("it is a file, not a folder. Choose another: --out FOLDER", _run.Error);
        Assert.Null(_run.Opened);
    }

    public void Dispose() => _run.Dispose();

    private Task<int> StudyAsync(params string[] words)
        => _run.RunAsync(["study", "--ckpt", _run.Checkpoint, "--out", _run.Outdir, "--size", "16", "--steps", "3", .. words]);

    private string Page() => File.ReadAllText(Path.Combine(_run.Outdir, "index.html"));

    private JsonElement[] Events(string name)
        => [.. _run.Output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).Where(told => told.GetProperty("event").GetString() == name)];
}
