using System.Diagnostics;

namespace Easel.Tests.Pocket;

/// <summary>The drawing tool as a process: what it says of bad input, and with which exit code.</summary>
public sealed class ToolTests : IDisposable
{
    private const int Failure = 1;
    private const int Usage = 2;

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(Usage, "'--out' is required", "render")]
    [InlineData(Usage, "'12x12:3' is not WIDTHxHEIGHT:COUNT", "render", "--out", "a", "--sizes", "12x12:3")]
    [InlineData(Usage, "--prompts: found 0, wanted 1 or more", "test", "--prompts", "0")]
    [InlineData(Usage, "--prompts: found 4, wanted 5 or more", "colours", "--prompts", "4")]
    [InlineData(Failure, "empty: no pocket.safetensors there", "colours", "--model", "empty")]
    [InlineData(Failure, "missing.txt: there is no such file", "render", "--out", "a", "--vocabulary", "missing.txt")]
    [InlineData(Failure, "taken.png: Line 1 of the merges is 'mine'", "render", "--out", "a", "--vocabulary", "taken.png")]
    [InlineData(Failure, "empty: no pocket.safetensors there", "test", "--model", "empty")]
    [InlineData(Failure, "taken.png exists already", "sheet", "--out", "taken.png")]
    [InlineData(Failure, "no such folder", "sheet", "--out", "nowhere/sheet.png")]
    [InlineData(Failure, "taken.png exists already", "vocabulary", "--out", "taken.png")]
    public async Task Bad_input_is_named_and_nothing_is_written(int code, string message, params string[] words)
    {
        await File.WriteAllTextAsync(_folder.PathOf("taken.png"), "mine", TestContext.Current.CancellationToken);

        (int exit, string said) = await RunAsync(words);

        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(code, exit);
        Assert.Equal("taken.png", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path))));
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.PathOf("taken.png"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_data_set_is_never_rendered_over_another()
    {
        await File.WriteAllTextAsync(_folder.PathOf("merges.txt"), "#version: 0.2\n", TestContext.Current.CancellationToken);
        string[] words = ["render", "--out", "data", "--vocabulary", "merges.txt", "--sizes", "32x64:3"];

        (int first, string _) = await RunAsync(words);
        byte[] pictures = await File.ReadAllBytesAsync(_folder.PathOf("data/pictures-32x64.u8"), TestContext.Current.CancellationToken);
        (int second, string said) = await RunAsync([.. words, "--seed", "2"]);

        Assert.Equal((0, Failure), (first, second));
        Assert.Contains("data has a data set already", said, StringComparison.Ordinal);
        Assert.Equal(3 * 32 * 64 * 3, pictures.Length);
        Assert.Equal(pictures, await File.ReadAllBytesAsync(_folder.PathOf("data/pictures-32x64.u8"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Said)> RunAsync(string[] words)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Easel.Pocket.dll"), .. words])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors + await output);
    }
}
