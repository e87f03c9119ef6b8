using Easel.Diffusion;

namespace Easel.Painting.Texts;

/// <summary>Refuses what an option names and is not there, in words that name the option.</summary>
internal static class NamedPath
{
    /// <summary>A file; nothing is refused if none is named.</summary>
    /// <exception cref="GenerationException">It is not there.</exception>
    public static void RequireFile(string option, string? path) => Require(option, path, File.Exists(path), "file");

    /// <summary>A file or folder; nothing is refused if none is named.</summary>
    /// <exception cref="GenerationException">It is not there.</exception>
    public static void RequireFileOrFolder(string option, string? path) => Require(option, path, Path.Exists(path), "file or folder");

    private static void Require(string option, string? path, bool exists, string kind)
    {
        if (path is not null && !exists)
        {
            throw new GenerationException($"argument {option}: there is no {kind} {path}");
        }
    }
}
