using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Journals;
using Easel.Painting;
using Easel.Painting.Journals;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel resume</c>: goes on with a run that was interrupted.</summary>
internal static class ResumeCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(ResumeArguments.Groups).Read(words, maxPositionals: 1);
        if (parsed.WantsHelp)
        {
            ResumeArguments.Help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        if (parsed.Has(ResumeArguments.List) && parsed.Has(ResumeArguments.Discard))
        {
            throw new UsageException($"argument {ResumeArguments.Discard.Name}: has no meaning with {ResumeArguments.List.Name}; leave one of them out");
        }

        string? place = parsed.Positionals is [string named] ? named : null;
        IReadOnlyList<string> found = Find(place);
        if (parsed.Has(ResumeArguments.List))
        {
            foreach (string journal in found)
            {
                surroundings.Output.WriteLine($"{journal}: {Quoted.Harmless(JournalSummary.Read(journal).Text)}");
            }

            return ExitCode.Success;
        }

        string folder = Choose(found, place, isInUse: false, "resume");
        if (parsed.Has(ResumeArguments.Discard))
        {
            Discard(folder, surroundings);
            return ExitCode.Success;
        }

        await GoOnAsync(folder, parsed, surroundings).ConfigureAwait(false);
        return ExitCode.Success;
    }

    /// <summary>The journals that a command line means.</summary>
    /// <exception cref="GenerationException">It names what is not there.</exception>
    internal static IReadOnlyList<string> Find(string? place)
        => place is null ? JournalPlace.Usual()
            : Directory.Exists(place) ? JournalPlace.Under(place)
            : throw new GenerationException(File.Exists(place) ? $"{place} is a file; the folder of a run's pictures, or of its journal, is wanted." : $"There is no folder {place}.");

    /// <summary>The one journal of several that is meant.</summary>
    /// <exception cref="GenerationException">There is none.</exception>
    /// <exception cref="UsageException">It might be any.</exception>
    internal static string Choose(IReadOnlyList<string> found, string? place, bool isInUse, string word)
    {
        // What is in progress is refused by itself, with its process, unless another is there.
        string[] wanted = [.. found.Where(journal => Journal.IsInUse(journal) == isInUse)];
        string[] left = wanted.Length > 0 ? wanted : [.. found];
        string where = place is null ? "in the working directory, in paintings, or in the folders of outputs" : $"in {place}";
        return left switch
        {
            [string one] => one,
            [] => throw new GenerationException($"There is no unfinished run {where}.{(place is null ? $" Name the folder of its pictures: easel {word} DIR" : "")}"),
            _ => throw new UsageException($"there are several unfinished runs; name one:\n{string.Join('\n', left.Select(journal => $"  easel {word} {journal}    ({JournalSummary.Read(journal).Text})"))}"),
        };
    }

    private static async Task GoOnAsync(string folder, ParsedOptions parsed, Surroundings surroundings)
    {
        // The painting run closes it too; that it is open twice as long does no harm.
        using var journal = RunJournal.Open(folder, out byte[] header);
        ResumedJob resumed = new(journal, Read(folder, header, journal.Blobs), parsed, surroundings);
        if (resumed.IsComplete)
        {
            journal.Remove();
            surroundings.Error.WriteLine("All pictures of the run were finished already.");
            return;
        }

        await PaintingCommand.PaintAsync(await resumed.JobAsync().ConfigureAwait(false), surroundings, resumed.Run).ConfigureAwait(false);
    }

    private static RecordedJob Read(string folder, byte[] header, JournalBlobs blobs)
    {
        try
        {
            return JobReader.Read(header, blobs);
        }
        catch (FormatException error)
        {
            throw new JournalException($"The journal in {folder} cannot be gone on with: {error.Message}", error);
        }
    }

    private static void Discard(string folder, Surroundings surroundings)
    {
        string text = JournalSummary.Read(folder).Text;
        Journal.Discard(folder);
        JournalPlace.Sweep(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? "");
        surroundings.Output.WriteLine($"Deleted {folder} ({Quoted.Harmless(text)}).");
    }
}
