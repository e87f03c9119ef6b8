using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Easel.Diffusion.Runs;

/// <summary>A name for numbers: SHA-256 over their float32 bytes, lowest byte first on every machine, in 64 small hexadecimal digits.</summary>
public static class Digest
{
    /// <summary>The digest of numbers in their order: latents [height, width, channels], pictures [height, width, 3].</summary>
    public static string Of(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));
        }

        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Whether a text can be a digest.</summary>
    public static bool IsOne(string text) => text is { Length: 2 * SHA256.HashSizeInBytes } && text.All(char.IsAsciiHexDigitLower);
}
