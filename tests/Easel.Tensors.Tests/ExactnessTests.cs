using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Easel.Tensors.Tests;

/// <summary>Runs every device operation in processes that see less of the processor, and with other numbers of threads.</summary>
public sealed class ExactnessTests
{
    private static readonly int[] s_threads = [1, 2, 3, 8];

    private static readonly Lazy<string[]> s_expected = new(() => Digests("none", [1]));

    [Theory]
    [InlineData("none")]
    [InlineData("AVX512")]
    [InlineData("AVX2")]
    [InlineData("HWIntrinsic")]
    public void Exactness_of_every_operation_depends_on_neither_vector_width_nor_threads(string lacking)
    {
        string[] actual = Digests(lacking, s_threads);

        string[] expected = s_expected.Value;
        Assert.NotEmpty(expected);
        Assert.Equal(s_threads.Length * expected.Length, actual.Length);
        foreach ((int threads, string[] lines) in s_threads.Zip(actual.Chunk(expected.Length)))
        {
            Assert.True(expected.SequenceEqual(lines), $"Without {lacking}, with {threads} threads: {string.Join(", ", lines.Except(expected))}");
        }
    }

    /// <summary>A line for each operation and number of threads, from a process for which a set of instructions is switched off.</summary>
    private static string[] Digests(string lacking, int[] threads)
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(AppContext.BaseDirectory, "../../Easel.Tensors.Digests", configuration, "Easel.Tensors.Digests.dll");
        string host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet");
        ProcessStartInfo start = new(host, ["exec", program, "--threads", string.Join(',', threads)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (lacking != "none")
        {
            start.Environment[$"DOTNET_Enable{lacking}"] = "0";
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"Without {lacking}: {errors.Result}");
        return lines;
    }
}
