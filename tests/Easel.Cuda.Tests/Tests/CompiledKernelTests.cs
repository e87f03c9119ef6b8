using System.Diagnostics;
using System.Security.Cryptography;
using Easel.Tests;

namespace Easel.Cuda.Tests.Tests;

/// <summary>
/// The PTX that is kept is what the compiler makes of the sources that are kept. Hashes of both, which are written when kernels are compiled, are compared in every
/// run; what is compiled in moments is compiled again too, and all of it, which takes half a minute, with <c>EASEL_TEST_MATRIX=full</c>.
/// </summary>
public sealed class CompiledKernelTests
{
    private const string Version = "14.0.6";
    private const string Kernels = "src/Easel.Cuda/Kernels";
    private const string Samples = "tests/Easel.Cuda.Tests/Samples";

    /// <summary>Files of less PTX are compiled in a fraction of a second each.</summary>
    private const long FewBytes = 150_000;

    /// <summary>What the kept PTX depends on, and the PTX.</summary>
    private static readonly string[] s_patterns = ["*.sh", "*.cu", "*.cuh", "Ptx/*.ptx"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsFull => Environment.GetEnvironmentVariable("EASEL_TEST_MATRIX") == "full";

    [Fact]
    public async Task Kept_ptx_was_made_of_the_very_sources_that_are_kept()
    {
        string folder = Path.Combine(Repository.Root, Kernels);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, "Ptx", "SHA256SUMS"), Cancel);
        string[] files = [.. s_patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern))];

        string[] found = [.. files.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetRelativePath(folder, file).Replace('\\', '/')}")];

        string[] changed = [.. found.Except(lines).Concat(lines.Except(found)).Select(line => line.Split("  ")[^1]).Distinct()];
        Assert.True(changed.Length == 0, $"{string.Join(", ", changed)}: not what the kept PTX was made of, or not what was made: run {Kernels}/compile.sh.");
    }

    [Fact]
    public async Task Kept_ptx_is_what_clang_makes_of_the_sources()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Repository.Root, Kernels, "Ptx"), "*.ptx")
            .Where(path => IsFull || new FileInfo(path).Length < FewBytes)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

        Assert.InRange(names.Length, 5, int.MaxValue);
        await AssertSameAsync(Kernels, "Ptx", names);
    }

    [Fact]
    public Task Samples_that_are_kept_are_what_clang_makes_of_theirs()
        => AssertSameAsync(Samples, ".", [.. Directory.GetFiles(Path.Combine(Repository.Root, Samples), "*.ptx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]);

    /// <summary>Compiles sources of a folder with its script, and compares.</summary>
    private static async Task AssertSameAsync(string folder, string kept, string[] names)
    {
        Assert.SkipUnless(await HasClangAsync(), $"NOT TESTED: clang-14 {Version} is not installed here, so nobody checked that the kept PTX is what the sources compile to (Debian 12: apt-get install clang-14).");
        string sources = Path.Combine(Repository.Root, folder);
        DirectoryInfo made = Directory.CreateTempSubdirectory("easel-ptx-");
        try
        {
            ProcessStartInfo script = new("bash", [Path.Combine(sources, "compile.sh"), made.FullName, .. names.Select(name => $"{name}.cu")]) { RedirectStandardError = true };
            using Process process = Process.Start(script)!;
            string errors = await process.StandardError.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);
            Assert.True(process.ExitCode == 0, errors);

            Assert.Equal(names, made.GetFiles().Select(file => Path.GetFileNameWithoutExtension(file.Name)).Order(StringComparer.Ordinal));
            foreach (string name in names)
            {
                byte[] expected = await File.ReadAllBytesAsync(Path.Combine(made.FullName, $"{name}.ptx"), Cancel);
                byte[] found = await File.ReadAllBytesAsync(Path.Combine(sources, kept, $"{name}.ptx"), Cancel);
                Assert.True(expected.AsSpan().SequenceEqual(found), $"{folder}/{kept}/{name}.ptx is not what its source compiles to: run {folder}/compile.sh.");
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
        return (await process.StandardOutput.ReadToEndAsync(Cancel)).Contains($"clang version {Version}", StringComparison.Ordinal);
    }
}
