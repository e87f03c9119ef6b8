using System.Security.Cryptography;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;

namespace Easel.Diffusion.Journals;

/// <summary>Larger things that a journal keeps, each in a file named after its SHA-256.</summary>
/// <param name="folder">Made when the first is kept.</param>
public sealed class JournalBlobs(string folder)
{
    /// <summary>Keeps bytes; at once if they are kept already.</summary>
    /// <returns>their name</returns>
    /// <exception cref="IOException">The disk does not take them; nothing of them is left.</exception>
    public string Put(ReadOnlySpan<byte> bytes)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string path = PathOf(name);
        if (new FileInfo(path) is { Exists: true } there && there.Length == bytes.Length)
        {
            return name;
        }

        string part = path + ".part";
        try
        {
            Directory.CreateDirectory(folder);

            // A link of that name, in a journal of somebody else's, would lead to another file.
            File.Delete(part);
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
            return name;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            PartialFile.Delete(part);
            throw;
        }
    }

    /// <summary>Bytes that were kept.</summary>
    /// <param name="name">What <see cref="Put"/> gave back.</param>
    /// <param name="most">How many bytes they can be.</param>
    /// <exception cref="JournalException">They are not there, too many, or others.</exception>
    public byte[] Get(string name, long most)
    {
        string path = Digest.IsOne(name) ? PathOf(name) : throw new JournalException($"The journal in {Path.GetDirectoryName(folder)} names a file '{(name.Length > 80 ? name[..80] : name)}', which can be none of its own.");
        if (new FileInfo(path) is not { Exists: true } file)
        {
            throw new JournalException($"{path} is missing; the journal needs it. If the journal was copied, copy its whole folder.");
        }

        if (file.Length > most)
        {
            throw new JournalException($"{path} has {file.Length} bytes; up to {most} were expected.");
        }

        byte[] bytes = JournalFiles.Read(folder, name);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == name ? bytes : throw new JournalException($"{path} is damaged: its SHA-256 is not its name.");
    }

    /// <summary>Where bytes of a name lie.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);
}
