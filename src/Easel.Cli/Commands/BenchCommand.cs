using Easel.Cli.Options;
using Easel.Cli.Quality;
using Easel.Painting;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel bench quality</c>: what each approximation costs in likeness and gives in time, side by side.</summary>
internal static class BenchCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        string first = words.Count > 0 ? words[0] : "";
        if (first is "-h" or "--help")
        {
            QualityArguments.Help.Write(surroundings.Output, surroundings.Columns());
            return Task.FromResult(ExitCode.Success);
        }

        if (first != "quality")
        {
            throw new UsageException(first.Length == 0 ? "what is to be measured? quality can be" : $"{Quoted.Of(first)} cannot be measured; quality can");
        }

        ParsedOptions parsed = new OptionReader(QualityArguments.Groups).Read([.. words.Skip(1)]);
        if (parsed.WantsHelp)
        {
            QualityArguments.Help.Write(surroundings.Output, surroundings.Columns());
            return Task.FromResult(ExitCode.Success);
        }

        var options = QualityOptions.From(parsed, surroundings.FindPocket());
        return Task.Run(() => Measure(options, surroundings));
    }

    private static int Measure(QualityOptions options, Surroundings surroundings)
    {
        using QualityBenchmark benchmark = new(options, surroundings);
        IReadOnlyList<QualityRow> rows = benchmark.Run();
        if (options.WritesJson)
        {
            foreach (QualityRow row in rows)
            {
                surroundings.Output.WriteLine(row.ToJson());
            }
        }
        else
        {
            QualityTable.Write(surroundings.Output, options, rows);
        }

        return ExitCode.Success;
    }
}
