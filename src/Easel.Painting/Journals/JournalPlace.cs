using Easel.Diffusion.Journals;
using Easel.Painting.Jobs;

namespace Easel.Painting.Journals;

/// <summary>Where journals lie.</summary>
internal static class JournalPlace
{
    /// <summary>Where <c>easel paint</c> puts pictures if nothing else is said.</summary>
    public const string PaintingsFolder = "paintings";

    /// <summary>The folder of journals in a folder of pictures.</summary>
    public const string FolderName = ".easel";

    /// <summary>The folder of journals for a run.</summary>
    public static string RootOf(JournalChoice choice, OutputPlan output) => choice.Folder ?? Path.Combine(output.Folder, FolderName);

    /// <summary>Journals that a folder means: its own if it is one, those in it, or those of the pictures in it; nobody need be able to read them.</summary>
    public static IReadOnlyList<string> Under(string folder)
    {
        if (Journal.IsOne(folder))
        {
            return [folder];
        }

        string inside = Path.Combine(folder, FolderName);
        string root = Directory.Exists(inside) ? inside : folder;
        Sweep(root);
        return In(root);
    }

    /// <summary>Journals in a folder of journals, oldest first.</summary>
    public static IReadOnlyList<string> In(string root)
    {
        try
        {
            return Directory.Exists(root)
                ? [.. Directory.GetDirectories(root).Where(folder => JournalName.IsOne(folder) && Journal.IsOne(folder)).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Journals in the places where pictures usually go, below the working directory.</summary>
    public static IReadOnlyList<string> Usual()
    {
        const string outputs = "outputs";
        string[] folders = ["", PaintingsFolder, .. (Directory.Exists(outputs) ? Directory.GetDirectories(outputs) : []).Order(StringComparer.Ordinal)];
        string[] roots = [.. folders.Select(folder => Path.Combine(folder, FolderName)).Where(Directory.Exists)];
        foreach (string root in roots)
        {
            Sweep(root);
        }

        return [.. roots.SelectMany(In)];
    }

    /// <summary>How a journal is named to <c>easel resume</c>: by the folder of its pictures if it is the only one there, else by its own.</summary>
    public static string NameOf(string journal)
    {
        string root = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(journal)) ?? "";
        if (Path.GetFileName(root) != FolderName || In(root).Count != 1)
        {
            return journal;
        }

        string pictures = Path.GetDirectoryName(root) ?? "";
        return pictures.Length == 0 ? "." : pictures;
    }

    /// <summary>The command that goes on with a journal.</summary>
    /// <param name="journal">Its folder.</param>
    /// <param name="options">What has to be said beside.</param>
    public static string CommandFor(string journal, params IEnumerable<(string Name, string Value)> options) => CommandFor(journal, "resume", options);

    /// <summary>A command about a journal.</summary>
    /// <param name="journal">Its folder.</param>
    /// <param name="word">Such as <c>resume --discard</c>.</param>
    /// <param name="options">What has to be said beside.</param>
    public static string CommandFor(string journal, string word, params IEnumerable<(string Name, string Value)> options)
        => $"easel {word} {Word(NameOf(journal))}{string.Concat(options.Select(option => $" {option.Name} {Word(option.Value)}"))}";

    /// <summary>A word as a shell reads it; between quotes unless it is plain.</summary>
    private static string Word(string text) => text.Any(character => !char.IsAsciiLetterOrDigit(character) && !"/\\._-:+,@".Contains(character, StringComparison.Ordinal)) ? $"\"{text}\"" : text;

    /// <summary>Deletes what is left of journals that are done with, and their folder if nothing else is in it.</summary>
    public static void Sweep(string root)
    {
        Journal.Sweep(root);
        RemoveIfEmpty(root);
    }

    /// <summary>Deletes the folder of journals in a folder of pictures if nothing is in it.</summary>
    public static void RemoveIfEmpty(string root)
    {
        try
        {
            if (Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) == FolderName && Directory.Exists(root) && !Directory.EnumerateFileSystemEntries(root).Any())
            {
                Directory.Delete(root);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another run uses it, or it stays.
        }
    }
}
