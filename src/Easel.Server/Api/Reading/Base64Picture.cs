using System.Buffers.Text;
using Easel.Server.Jobs;

namespace Easel.Server.Api.Reading;

/// <summary>Files in base64, bare or as a data address. Other addresses are not followed.</summary>
internal static class Base64Picture
{
    /// <summary>The bytes.</summary>
    /// <exception cref="JobRefusedException">It is no base64.</exception>
    public static byte[] Read(string field, string text)
    {
        ReadOnlySpan<char> plain = text.AsSpan().Trim();
        if (plain.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            int comma = plain.IndexOf(',');
            plain = comma > 0 && plain[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)
                ? plain[(comma + 1)..]
                : throw new JobRefusedException(field, "a data address is wanted in base64: data:image/png;base64,...");
        }

        if (plain.Contains("://", StringComparison.Ordinal))
        {
            throw new JobRefusedException(field, "addresses are not followed; send the id of an upload (POST /api/v1/uploads), or the picture in base64");
        }

        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(plain.Length) + 3];
        if (Convert.TryFromBase64Chars(plain, bytes, out int length) || (Base64Url.IsValid(plain) && Base64Url.TryDecodeFromChars(plain, bytes, out length)))
        {
            return length > 0 ? bytes[..length] : throw new JobRefusedException(field, "it is empty");
        }

        throw new JobRefusedException(field, "it is neither the id of an upload (64 hexadecimal digits) nor base64");
    }
}
