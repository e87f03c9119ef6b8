using System.Diagnostics;

namespace Easel.Cuda.Tests.Tests;

/// <summary>The PTX that is kept is what the compiler makes of the sources that are kept.</summary>
public sealed class CompiledKernelTests
{
    private const string Version = "14.0.6";

    [Theory]
    [InlineData("src/Easel.Cuda/Kernels", "Ptx")]
    [InlineData("tests/Easel.Cuda.Tests/Samples", ".")]
    public async Task Kept_ptx_is_what_clang_makes_of_the_sources(string folder, string kept)
    {
        Assert.SkipUnless(await HasClangAsync(), $"NOT TESTED: clang-14 {Version} is not installed here, so nobody checked that the kept PTX is what the sources compile to (Debian 12: apt-get install clang-14).");
        string sources = Path.Combine(Root(), folder);
        DirectoryInfo made = Directory.CreateTempSubdirectory("easel-ptx-");
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(sources, "compile.sh"), made.FullName]) { RedirectStandardError = true })!;
            string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, errors);

            string[] names = [.. made.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];
            Assert.Equal(names, Directory.GetFiles(Path.Combine(sources, kept), "*.ptx").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
            foreach (string name in names)
            {
                byte[] expected = await File.ReadAllBytesAsync(Path.Combine(made.FullName, name), TestContext.Current.CancellationToken);
                byte[] found = await File.ReadAllBytesAsync(Path.Combine(sources, kept, name), TestContext.Current.CancellationToken);
                Assert.True(expected.AsSpan().SequenceEqual(found), $"{folder}/{kept}/{name} is not what its source compiles to: run {folder}/compile.sh.");
            }
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    /// <summary>Whether the compiler is there in the version that the kept PTX is of; others write other registers.</summary>
    private static async Task<bool> HasClangAsync()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang-14"))))
        {
            return false;
        }

        using Process process = Process.Start(new ProcessStartInfo("clang-14", ["--version"]) { RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Contains($"clang version {Version}", StringComparison.Ordinal);
    }

    /// <summary>Where Easel.slnx lies.</summary>
    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Easel.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run within the sources.");
    }
}
