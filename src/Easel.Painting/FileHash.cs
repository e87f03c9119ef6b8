using System.Security.Cryptography;
using Easel.Tensors.Memory;

namespace Easel.Painting;

/// <summary>Says whether a file is still the one that it was.</summary>
internal static class FileHash
{
    /// <summary>The SHA-256 of a file in small hexadecimal, read anew each time.</summary>
    /// <exception cref="IOException">It cannot be read, or is a pipe, a device or a socket: a journal of somebody else's may name one.</exception>
    public static string Of(string path)
    {
        if (FileStamp.IsSpecial(path))
        {
            throw new IOException($"{path} is a pipe, a device or a socket, not a file; reading it could wait for ever.");
        }

        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
