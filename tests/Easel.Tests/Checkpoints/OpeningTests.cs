using System.Text;

namespace Easel.Tests.Checkpoints;

/// <summary>Paths at which there is no checkpoint.</summary>
public class OpeningTests
{
    [Fact]
    public void A_missing_file_is_named()
        => Assert.Contains("there is no such file", Opening.ErrorOf(Path.Combine(Path.GetTempPath(), "easel-no-such-file.ckpt")), StringComparison.Ordinal);

    [Fact]
    public void An_empty_path_is_no_file()
        => Assert.Contains("there is no such file", Opening.ErrorOf(""), StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_is_no_model_is_refused_with_what_may_have_been_meant()
    {
        using TemporaryFolder folder = new();

        Assert.Contains("is a folder without model_index.json", Opening.ErrorOf(folder.Path), StringComparison.Ordinal);

        string file = folder.Write("sd-v1-4.ckpt", []);
        Assert.Contains($"Perhaps you mean '{file}'?", Opening.ErrorOf(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("secret.ckpt", [1]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.SkipWhen(CanRead(path), "This user may read everything (root), or the system has other permissions than Unix's: no file can be made unreadable.");

        Assert.Contains("may not read it", Opening.ErrorOf(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:fe4efff1\nsize 4265380512\n", "a Git LFS pointer of a file of 4265380512 bytes", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html><head><title>Login</title>", "a web page", "Open the link in a browser")]
    [InlineData("\n  <html>", "a web page", "save the file itself")]
    [InlineData("{\"error\":\"Access to model is restricted\"}", "a text file (it begins \"{\"error\":\"Access to model is restricted\"}\")", "the download failed")]
    [InlineData("\u001f\u0001\u0002", "no checkpoint (it begins with 1F0102)", "Wanted is a .ckpt")]
    [InlineData("GGUF\u0003\0\0\0", "a GGUF file", "Wanted is a .ckpt")]
    public void Another_kind_of_file_is_called_what_it_is(string content, string what, string advice)
    {
        string error = Opening.ErrorOf(Encoding.Latin1.GetBytes(content));

        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    private static bool CanRead(string path)
    {
        try
        {
            File.ReadAllBytes(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
