using Easel.Imaging.Png;

namespace Easel.Parity.Tests;

/// <summary>Pictures whose files do not tell their prompts are verified by who knows them, and stay private.</summary>
public sealed class VerifyPrivateTests : IDisposable
{
    private const string Prompt = "a fox: nobody is told";
    private const string Negative = "crows";

    private readonly EngineRun _run = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Picture => _run.PathOf("one.png");

    [Fact]
    public async Task Who_knows_the_prompts_paints_the_same_file_again_and_it_still_hides_them()
    {
        await PaintedAsync("paint", Prompt, "--negative", Negative, "--private", "--out", Picture);

        AssertTold("one.png: identical: all 4 steps, the picture and its file\n", await VerifyAsync("--prompt", "a wolf", "--prompt", Prompt, "--negative", Negative, "--keep", _run.PathOf("again.png")), code: 0);

        Assert.Equal(await File.ReadAllBytesAsync(Picture, Cancel), await File.ReadAllBytesAsync(_run.PathOf("again.png"), Cancel));
        Assert.All(PngFile.Load(Picture).Texts, text => Assert.DoesNotContain("nobody", text.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_does_not_know_them_is_told_what_to_give_and_what_the_pixels_say()
    {
        await PaintedAsync("paint", Prompt, "--negative", Negative, "--private", "--out", Picture);

        AssertTold("cannot be painted again: its prompts are private, and only their SHA-256 is recorded. Give them to paint the picture again: --prompt TEXT --negative TEXT\n", await VerifyAsync(), code: 1);
        Assert.Contains("  The file's pixels are those that were written.\n", _run.Output, StringComparison.Ordinal);
        AssertTold("cannot be painted again: its negative prompt is private", await VerifyAsync("--prompt", Prompt), code: 1);
        AssertTold("its prompt is another than 'a wolf': the SHA-256 is not the recorded one\n", await VerifyAsync("--prompt", "a wolf", "--negative", Negative), code: 1);
        AssertTold("its negative prompt is another than 'doves': the SHA-256 is not the recorded one\n", await VerifyAsync("--prompt", Prompt, "--negative", "doves"), code: 1);
        AssertTold("its pixels are those that were written (not painted again)", await VerifyAsync("--quick", "--prompt", Prompt), code: 0);
        Assert.Equal(1, await VerifyAsync("--quick", "--prompt", "a wolf"));
    }

    [Fact]
    public async Task A_prompt_that_the_file_tells_is_compared_with_the_one_that_is_given()
    {
        await PaintedAsync("paint", "a fox", "--out", Picture);

        Assert.Equal(0, await VerifyAsync("--quick", "--prompt", "a fox"));
        AssertTold("its prompt is another than 'a wolf': it is 'a fox'\n", await VerifyAsync("--prompt", "a wolf"), code: 1);
        AssertTold("it has no negative prompt, but 'crows' was given\n", await VerifyAsync("--negative", "crows"), code: 1);
    }

    [Fact]
    public async Task Of_a_batch_the_pictures_own_prompt_is_enough()
    {
        await File.WriteAllLinesAsync(_run.PathOf("prompts.txt"), ["a fox", "a boat", "a lighthouse"], Cancel);
        await PaintedAsync("txt2img", [.. EngineRun.Small, "--outdir", _run.Outdir, "--from-file", _run.PathOf("prompts.txt"), "--n_samples", "3", "--ddim_eta", "1", "--private"]);

        int code = await _run.RunAsync(["verify", Path.Combine(_run.Outdir, "samples/00001.png"), .. VerifyTests.Model, "--prompt", "a boat"]);

        AssertTold("00001.png: identical: all 2 steps", code, code: 0);
    }

    [Fact]
    public async Task The_texts_of_demo_are_private_and_a_prompt_of_theirs_that_is_another_is_told_of()
    {
        await PaintedAsync("demo", [.. VerifyTests.Model.Select(word => word == "--ckpt" ? "--model" : word), "--prompt", Prompt, "--private", "--seed", "3", "--num-inference-steps", "4", "--H", "64", "--W", "72", "--output", Picture]);

        AssertTold("one.png: identical: ", await VerifyAsync("--prompt", Prompt), code: 0);

        PngPicture png = PngFile.Load(Picture);
        await File.WriteAllBytesAsync(Picture, PngFile.Encode(png.Image, [.. png.Texts.Select(text => text.Keyword == "stable_diffusion_prompt" ? text with { Text = "a wolf" } : text)]), Cancel);
        AssertTold("the same picture, but its text 'stable_diffusion_prompt' is not what Easel writes into it", await VerifyAsync("--prompt", Prompt), code: 1);
    }

    public void Dispose() => _run.Dispose();

    private async Task PaintedAsync(string command, params string[] words)
    {
        string[] more = command == "paint" ? [.. VerifyTests.Model, "--size", "72x64", "--steps", "4", "--seed", "42"] : command == "txt2img" ? VerifyTests.Model : [];
        int code = await _run.RunAsync([command, .. words, .. more, "--precision", "full", "--device", "cpu"]);
        Assert.True(code == 0, _run.Error);
    }

    private Task<int> VerifyAsync(params string[] words) => _run.RunAsync(["verify", Picture, .. VerifyTests.Model, .. words]);

    private void AssertTold(string text, int found, int code)
    {
        Assert.Contains(text, _run.Output, StringComparison.Ordinal);
        Assert.True(code == found, _run.Output + _run.Error);
    }
}
