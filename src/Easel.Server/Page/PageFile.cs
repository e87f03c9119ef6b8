using System.IO.Compression;
using System.Security.Cryptography;

namespace Easel.Server.Page;

/// <summary>A file of the page, and what it is in fewer bytes: made once, when somebody first asks.</summary>
/// <param name="name">its path within the page, with <c>/</c> between folders</param>
/// <param name="content">all of it</param>
internal sealed class PageFile(string name, byte[] content)
{
    /// <summary>The coding with the fewest bytes.</summary>
    public const string Shortest = "br";

    private readonly Lazy<byte[]> _brotli = new(() => Compress(content, output => new BrotliStream(output, CompressionLevel.Optimal)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(content, output => new GZipStream(output, CompressionLevel.Optimal)));

    /// <summary>Its path within the page.</summary>
    public string Name => name;

    /// <summary>All of it.</summary>
    public byte[] Content => content;

    /// <summary>The first 16 hexadecimal digits of its SHA-256.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(content))[..16];

    /// <summary>What browsers are told that it is.</summary>
    public string MediaType { get; } = Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".ttf" => "font/ttf",
        ".webmanifest" => "application/manifest+json",
        string other => throw new InvalidOperationException($"{name}: nobody said what a file of the page is that ends in '{other}'; add it to PageFile.MediaType."),
    };

    /// <summary>Its bytes in a coding that the client reads, the shortest first.</summary>
    /// <param name="accepted">The client's <c>Accept-Encoding</c>; codings that it says it does not want have <c>q=0</c>.</param>
    /// <returns>the coding's name, none for the bytes as they are</returns>
    public (string? Coding, byte[] Bytes) For(string accepted)
        => Accepts(accepted, Shortest) ? (Shortest, _brotli.Value) : Accepts(accepted, "gzip") ? ("gzip", _gzip.Value) : (null, content);

    private static bool Accepts(string accepted, string coding)
        => accepted.Split(',', StringSplitOptions.TrimEntries).Any(item =>
            item.Split(';', StringSplitOptions.TrimEntries) is [string name, .. string[] rest]
            && name.Equals(coding, StringComparison.OrdinalIgnoreCase)
            && !rest.Any(weight => weight is "q=0" or "q=0.0" or "q=0.00" or "q=0.000"));

    private static byte[] Compress(byte[] content, Func<Stream, Stream> open)
    {
        using MemoryStream output = new();
        using (Stream coder = open(output))
        {
            coder.Write(content);
        }

        return output.ToArray();
    }
}
