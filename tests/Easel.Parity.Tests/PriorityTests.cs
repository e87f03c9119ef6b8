using System.Diagnostics;
using System.Globalization;
using Easel.Tests;

namespace Easel.Parity.Tests;

/// <summary>Whether the machine stays usable while pictures are painted.</summary>
public sealed class PriorityTests
{
    [Theory]
    [InlineData("--threads=2", 0)]
    [InlineData("--low-priority", 10)]
    public async Task Threads_that_compute_stand_back_behind_other_programs_if_asked_to(string option, int niceness)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: threads are looked at by /proc, which is Linux's.");
        using TestFolder folder = new();
        using Process easel = EaselProcess.Start(folder.Path, ["txt2img", .. EngineRun.Micro, "--n_iter", "1000", "--outdir", "out", "--json", option]);

        // The first step has been done by all threads that there are.
        string? line;
        do
        {
            line = await easel.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.Contains("\"step\"", StringComparison.Ordinal) == false);
        int own = NicenessOf("/proc/self/stat");
        int[] workers =
        [
            .. Directory.EnumerateDirectories($"/proc/{easel.Id}/task").Select(thread => $"{thread}/stat")
                .Where(stat => File.ReadAllText(stat).Contains("easel worker", StringComparison.Ordinal)).Select(NicenessOf),
        ];
        easel.Kill();
        await easel.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEmpty(workers);
        Assert.All(workers, worker => Assert.Equal(own > 0 ? own : niceness, worker));
    }

    /// <summary>The 19th field of proc(5)'s stat, counted behind the name in brackets.</summary>
    private static int NicenessOf(string stat)
    {
        string text = File.ReadAllText(stat);
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
