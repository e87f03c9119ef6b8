using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Easel.Tensors.Tests;

/// <summary>Runs every device operation in processes that see less of the processor, and with other numbers of threads.</summary>
public sealed class ExactnessTests
{
    private static readonly Lazy<string[]> s_expected = new(() => Digests("none", threads: 1));

    public static TheoryData<string, int> Machines()
    {
        TheoryData<string, int> machines = [];
        foreach (string lacking in (string[])["none", "AVX512", "AVX2", "HWIntrinsic"])
        {
            foreach (int threads in (int[])[1, 2, 3, 8])
            {
                machines.Add(lacking, threads);
            }
        }

        return machines;
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Exactness_of_every_operation_depends_on_neither_vector_width_nor_threads(string lacking, int threads)
    {
        string[] actual = Digests(lacking, threads);

        Assert.NotEmpty(actual);
        Assert.Equal(s_expected.Value, actual);
    }

    /// <summary>A line for each operation, from a process for which a set of instructions is switched off.</summary>
    private static string[] Digests(string lacking, int threads)
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(AppContext.BaseDirectory, "../../Easel.Tensors.Digests", configuration, "Easel.Tensors.Digests.dll");
        string host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet");
        ProcessStartInfo start = new(host, ["exec", program, "--threads", threads.ToString(CultureInfo.InvariantCulture)])
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
        Assert.True(process.ExitCode == 0, $"Without {lacking}, with {threads} threads: {errors.Result}");
        return lines;
    }
}
