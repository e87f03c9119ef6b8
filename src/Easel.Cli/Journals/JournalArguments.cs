using Easel.Cli.Options;
using Easel.Painting.Journals;
using Easel.Painting.Texts;

namespace Easel.Cli.Journals;

/// <summary>Options of painting commands about their journal.</summary>
internal static class JournalArguments
{
    public static readonly ValueOption<string?> Folder = OptionOf.Text("--journal", null, $"folder for the run's journal, from which easel resume goes on after whatever interrupts it (default: {JournalPlace.FolderName} in the folder of the pictures; gone when the run is done)") with { Shown = "DIR" };

    public static readonly Flag Without = new("--no-journal", "keep no journal: a run that is interrupted cannot be gone on with");

    /// <summary>Reads and checks what a command line says.</summary>
    /// <returns>none if no journal is to be kept</returns>
    /// <exception cref="UsageException">It contradicts itself, or names no folder.</exception>
    public static JournalChoice? Read(ParsedOptions parsed)
    {
        string? folder = parsed.Of(Folder);
        if (parsed.Has(Without))
        {
            return folder is null ? null : throw new UsageException($"argument {Folder.Name}: has no meaning with {Without.Name}; leave one of them out");
        }

        return folder switch
        {
            "" => throw new UsageException($"argument {Folder.Name}: expected the name of a folder, which need not exist yet"),
            string named when File.Exists(named) => throw new UsageException($"argument {Folder.Name}: {Quoted.Of(named)} is a file; a folder is wanted, which need not exist yet"),
            _ => new JournalChoice(folder),
        };
    }
}
