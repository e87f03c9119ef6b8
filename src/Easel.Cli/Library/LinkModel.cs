using System.Text.Json.Nodes;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Painting;
using Easel.Painting.Library;
using Easel.Painting.Texts;

namespace Easel.Cli.Library;

/// <summary><c>easel models link NAME|FILE</c>: the symbolic link by which the original program finds its checkpoint.</summary>
internal static class LinkModel
{
    // ERROR_PRIVILEGE_NOT_HELD
    private const int NoPrivilege = unchecked((int)0x80070522);

    /// <summary>In the place of another link.</summary>
    public static Flag Force { get; } = new("--force", "replace a link that leads elsewhere; a file is never replaced");

    /// <summary>Runs the command.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ModelsWords read = ModelsWords.Read(words, Force, CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json);
        read.Require(1, 1, "the name or the file of one checkpoint");
        TransferReport report = new(surroundings, CommonOptions.StyleOf(read.Options));
        string target = TargetOf(read.Names[0], CommonOptions.OpenLibrary(read.Options, surroundings));
        string place = Path.GetFullPath(ChosenModel.UsualPlace);
        bool isNew = Link(place, target, read.Options.Has(Force));
        report.Result($"{place} leads to {target}{(isNew ? "" : " already")}.", "linked", new JsonObject { ["path"] = place, ["target"] = target, ["new"] = isNew });
        return ExitCode.Success;
    }

    /// <summary>Makes a place lead to a target.</summary>
    /// <param name="place">Full path of the link.</param>
    /// <param name="target">Full path of what it leads to.</param>
    /// <param name="replacesLinks">Whether a link that leads elsewhere gives way.</param>
    /// <returns>Whether it did not before.</returns>
    internal static bool Link(string place, string target, bool replacesLinks)
    {
        if (new FileInfo(place).LinkTarget is string before && Path.GetFullPath(before, Path.GetDirectoryName(place)!) == target)
        {
            return false;
        }

        RequireReplaceable(place, replacesLinks);
        Make(place, target);
        return true;
    }

    private static string TargetOf(string name, ModelLibrary library)
    {
        if (Path.Exists(name))
        {
            return Path.GetFullPath(name) == Path.GetFullPath(ChosenModel.UsualPlace)
                ? throw new UsageException($"{Quoted.Of(name)} is the place itself; name what it is to lead to")
                : Path.GetFullPath(name);
        }

        string? held = library.PathNamed(name);
        return held is not null && File.Exists(held) ? held
            : library.Catalogue.Find(name) is not null ? throw new GenerationException($"{name} is known, but not here. First: easel models pull {name}")
            : throw new UsageException($"{Quoted.Of(name)} is neither a file nor the name of a model. easel models list shows the names");
    }

    private static void RequireReplaceable(string place, bool replacesLinks)
    {
        if (new FileInfo(place).LinkTarget is string other)
        {
            if (!replacesLinks)
            {
                throw new GenerationException($"{place} is a link to {other}. To replace it: --force");
            }
        }
        else if (Path.Exists(place))
        {
            throw new GenerationException($"{place} is a {(Directory.Exists(place) ? "folder" : "file")}, not a link, and is not replaced. Move it away first, or give it a name where it lies: easel models add {place}");
        }
    }

    private static void Make(string place, string target)
    {
        string beside = $"{place}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.CreateSymbolicLink(beside, target);
            File.Move(beside, place, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new IOException(
                error.HResult == NoPrivilege
                    ? $"Windows lets only administrators make links, unless the developer mode is on (Settings, System, For developers). Or copy the file: copy \"{target}\" \"{place}\". Or name it: easel txt2img --ckpt \"{target}\""
                    : $"{place}: the link cannot be made: {error.Message}",
                error);
        }
    }
}
