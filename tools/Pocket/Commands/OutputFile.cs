using System.Text;
using Easel.Imaging;

namespace Easel.Pocket.Commands;

/// <summary>Files that the commands write: whole or not at all, and never over another one.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a name that is taken or has no folder, before any work is done for it.</summary>
    /// <exception cref="IOException">The file exists, or its folder does not.</exception>
    public static void Check(string path)
    {
        if (Path.Exists(path))
        {
            throw new IOException($"{path} exists already and is not overwritten: name another file with --out, or move it away.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new IOException($"{folder}: no such folder, so {Path.GetFileName(path)} cannot be written there. Create it, or name another file with --out.");
        }
    }

    /// <summary>Writes lines, each with a line feed behind.</summary>
    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    public static void WriteLines(string path, IEnumerable<string> lines) => NewFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n'))));
}
