namespace Easel.Imaging.Formats;

/// <summary>Recognises files by their first bytes, whatever they are called.</summary>
internal static class PictureSignature
{
    /// <summary>How many first bytes are looked at.</summary>
    public const int Length = 64;

    /// <summary>A picture's format, or none if it is not one that is read.</summary>
    /// <param name="head">the first bytes; fewer of a shorter file</param>
    public static PictureFormat? Recognise(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PictureFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => PictureFormat.Jpeg,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PictureFormat.WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PictureFormat.Gif,
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => PictureFormat.Bmp,
        _ => null,
    };

    /// <summary>What a file that is not one of these pictures seems to be, behind "it is".</summary>
    public static string Describe(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF picture",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => "an AVIF picture",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', (byte)'e' or (byte)'i', ..] => "a HEIF picture (HEIC)",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "a film",
        [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "a JPEG XL picture",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "a JPEG 2000 picture",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "a Photoshop file",
        [(byte)'q', (byte)'o', (byte)'i', (byte)'f', ..] => "a QOI picture",
        [0x76, 0x2F, 0x31, 0x01, ..] => "an OpenEXR picture",
        [0, 0, 1, 0, ..] => "an icon (ICO)",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)'\n' or (byte)' ', ..] => "a PNM picture (PPM, PGM)",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive (many checkpoints are)",
        [0x1F, 0x8B, ..] => "a gzip archive",
        [0x80, 2, ..] => "a Python pickle (old checkpoints are)",
        [_, _, _, _, _, _, _, _, (byte)'{', (byte)'"', ..] => "a safetensors file",
        _ when StartsWith(head, "<svg"u8) || StartsWith(head, "<?xml"u8) => "an SVG drawing or other XML",
        _ when StartsWith(head, "<!doctype"u8) || StartsWith(head, "<html"u8) => "a web page (was it saved instead of the picture?)",
        _ when StartsWith(head, "version https://git-lfs"u8) => "a Git LFS pointer, which stands for a file that was not downloaded",
        _ when head.IndexOfAnyExceptInRange((byte)9, (byte)126) < 0 => "a text",
        _ => $"no picture (it begins with the bytes {Convert.ToHexString(head[..Math.Min(head.Length, 8)])})",
    };

    /// <summary>Whether a text begins with a word, in capitals or not, perhaps behind white space.</summary>
    private static bool StartsWith(ReadOnlySpan<byte> head, ReadOnlySpan<byte> word)
    {
        head = head.TrimStart(" \t\r\n"u8);
        return head.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(head[..word.Length], word);
    }
}
