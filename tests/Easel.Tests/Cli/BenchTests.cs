namespace Easel.Tests.Cli;

public sealed class BenchTests : IDisposable
{
    private readonly CommandRun _run = new();

    [Theory]
    [InlineData("what is to be measured? quality can be")]
    [InlineData("'speed' cannot be measured; quality can", "speed")]
    [InlineData("argument --variants: 'full' is named twice; once is enough", "quality", "--variants", "full 1 full")]
    [InlineData("argument --variants: there is no level 9; 1 to 3 can be given", "quality", "--variants", "9")]
    [InlineData("argument --variants: nothing is named; wanted full, autocast", "quality", "--variants", " ")]
    [InlineData("argument --variants: '1' is out of range; 2 to 1000", "quality", "--variants", "steps=1")]
    [InlineData("argument --side: 20 is not a multiple of 8; the nearest are 16 and 24", "quality", "--side", "20")]
    [InlineData("argument --side: '8' is out of range; 16 to 8192", "quality", "--side", "8")]
    [InlineData("argument --pictures: '9' is out of range; 1 to 8", "quality", "--pictures", "9")]
    [InlineData("argument --ckpt: no file is given", "quality", "--ckpt", "")]
    [InlineData("argument --outdir: '.' exists already; name a new folder", "quality", "--outdir", ".")]
    [InlineData("argument --device: invalid choice: 'auto' (choose from 'cpu', 'cuda', 'cuda:N'; cuda:N is a card, from cuda:0)", "quality", "--device", "auto")]
    [InlineData("argument --device: invalid choice: 'gpu' (choose", "quality", "--device", "gpu")]
    [InlineData("unrecognized arguments: 'more'", "quality", "more")]
    public async Task Wrong_options_end_with_code_2(string message, params string[] words)
    {
        int code = await _run.RunAsync(["bench", .. words]);

        Assert.Equal(2, code);
        Assert.StartsWith($"easel bench: error: {message}", _run.Error);
    }

    [Fact]
    public async Task What_a_card_does_not_have_cannot_be_measured_there()
    {
        int code = await _run.RunAsync("bench", "quality", "--ckpt", _run.Checkpoint, "--device", "cuda", "--variants", "2 int8");

        Assert.Equal(2, code);
        Assert.StartsWith("easel bench: error: argument --variants: 'int8' is computed on the processor only; leave it out, or leave out --device cuda:0", _run.Error);
    }

    [Fact]
    public async Task A_missing_model_is_named()
    {
        int code = await _run.RunAsync("bench", "quality");

        Assert.Equal(1, code);
        Assert.StartsWith("easel bench: error: pocket, the small model that comes with Easel, is missing from ", _run.Error);
    }

    [Theory]
    [InlineData("bench", "--help")]
    [InlineData("bench", "quality", "--help")]
    public async Task Help_tells_the_options(params string[] words)
    {
        int code = await _run.RunAsync(words);

        Assert.Equal(0, code);
        Assert.StartsWith("usage: easel bench quality [options]\n", _run.Output);
        Assert.Contains("--variants LIST", _run.Output);
    }

    public void Dispose() => _run.Dispose();
}
