using System.Diagnostics;
using System.Globalization;

namespace Easel.Fuzzing.Engine;

/// <summary>Runs each target in a process of its own, which may die, and tells what came of it.</summary>
/// <param name="folder">Where corpora, counts and findings of this run lie.</param>
/// <param name="seed">Decides all changes.</param>
internal sealed class Supervisor(string folder, ulong seed)
{
    private const int MostCrashes = 20;

    /// <summary>Fuzzes a target for so long, or so many executions.</summary>
    public void Run(FuzzTarget target, TimeSpan time, long executions)
    {
        var clock = Stopwatch.StartNew();
        for (int crashes = 0; crashes < MostCrashes && clock.Elapsed < time; crashes++)
        {
            int code = RunChild(target, time - clock.Elapsed, executions, seed + (ulong)crashes);
            if (code == 0)
            {
                break;
            }

            Keep(target, code);
        }

        Console.WriteLine(Row(target));
    }

    /// <summary>The table of what all targets' runs come to.</summary>
    public IEnumerable<string> Table(IEnumerable<FuzzTarget> targets) =>
    [
        "| target | executions | refused | seconds | per second | edges | corpus | most memory | findings |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        .. targets.Select(Row),
    ];

    private int RunChild(FuzzTarget target, TimeSpan time, long executions, ulong childSeed)
    {
        string[] arguments = [typeof(Supervisor).Assembly.Location, "worker", target.Name, Number(time.TotalSeconds), Number(executions), Number(childSeed), folder];
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardError = true })!;
        child.ErrorDataReceived += (_, line) => KeepFirstLines(line.Data);
        child.BeginErrorReadLine();
        child.WaitForExit();
        _lines = 0;
        return child.ExitCode;
    }

    private int _lines;

    /// <summary>A stack that overflowed has thousands of lines.</summary>
    private void KeepFirstLines(string? line)
    {
        if (line is not null && _lines++ < 12)
        {
            Console.Error.WriteLine(line);
        }
    }

    private void Keep(FuzzTarget target, int code)
    {
        byte[] input = CurrentInput.Read(FuzzLoop.CurrentPath(folder, target.Name));
        string place = FuzzLoop.FindingsOf(folder, target.Name);
        Directory.CreateDirectory(place);
        string file = Path.Combine(place, $"{(code == FuzzLoop.Hung ? "hang" : "crash")}-{InputStore.NameOf(input)}.bin");
        File.WriteAllBytes(file, input);
        string path = Path.Combine(folder, $"{target.Name}.json");
        FuzzCounts counts = FuzzCounts.Read(path);
        counts.Crashes++;
        counts.Findings.Add(Path.GetFileName(file));
        counts.Write(path);
        Console.WriteLine($"{target.Name}: the process ended with {code}; its input is kept as {file}");
    }

    private string Row(FuzzTarget target)
    {
        FuzzCounts counts = FuzzCounts.Read(Path.Combine(folder, $"{target.Name}.json"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {target.Name} | {counts.Executions:N0} | {100.0 * counts.Refused / Math.Max(1, counts.Executions):0} % | {counts.Seconds:0} | {counts.Executions / Math.Max(1, counts.Seconds):N0} | {counts.Edges:N0} | {counts.CorpusInputs:N0} | {counts.MostAllocated / 1024.0:N0} KiB | {counts.Findings.Count} |");
    }

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
