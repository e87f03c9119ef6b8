namespace Easel.Tensors.Memory;

/// <summary>
/// Reads small files whole, and no others. A length that is looked up beforehand says nothing: a symbolic link has one of its own, and a device none, but no end either.
/// </summary>
public static class BoundedFile
{
    private const int Piece = 1 << 16;

    /// <summary>A file's bytes. Symbolic links are followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <exception cref="IOException">It cannot be opened, is a pipe, a device or a socket, or has more bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int most)
    {
        if (FileStamp.IsSpecial(path))
        {
            throw new IOException("it is a pipe, a device or a socket, not a file; reading it could wait for ever");
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return ReadBytes(file, most);
    }

    /// <summary>All bytes of a stream.</summary>
    /// <param name="stream">From its place on.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <exception cref="IOException">It has more.</exception>
    public static byte[] ReadBytes(Stream stream, int most)
    {
        ArgumentNullException.ThrowIfNull(stream);

        using MemoryStream bytes = new();
        byte[] piece = new byte[Math.Min(Piece, most + 1)];
        while (stream.Read(piece) is > 0 and int count)
        {
            if (bytes.Length + count > most)
            {
                throw new IOException($"it does not end within {most} bytes");
            }

            bytes.Write(piece, 0, count);
        }

        return bytes.ToArray();
    }

    /// <summary>A file's text; its first bytes may say that it is UTF-16 or UTF-32, otherwise it is UTF-8.</summary>
    /// <inheritdoc cref="ReadBytes(string, int)"/>
    public static string ReadText(string path, int most)
    {
        using StreamReader reader = new(new MemoryStream(ReadBytes(path, most)));
        return reader.ReadToEnd();
    }
}
