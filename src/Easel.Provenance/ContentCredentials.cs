using System.Security.Cryptography;
using Easel.Provenance.Keys;
using Easel.Provenance.Manifests;
using Easel.Provenance.Png;
using Easel.Provenance.Reading;

namespace Easel.Provenance;

/// <summary>C2PA manifests ("Content Credentials") in PNG files, by the C2PA technical specification 2.2. No network: no time-stamp is got, and no revocation is asked for.</summary>
public static class ContentCredentials
{
    /// <summary>A PNG file with a signed manifest in it, in a <c>caBX</c> chunk before its pixels. Any later change of the file breaks the binding: sign last.</summary>
    /// <param name="png">The finished file.</param>
    /// <param name="claim">What is claimed of it.</param>
    /// <param name="key">What signs it.</param>
    /// <exception cref="ProvenanceException">It is no PNG file, or has a manifest already.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> png, GenerationClaim claim, SigningKey key)
    {
        var layout = PngLayout.Of(png);
        if (layout.Manifests.Any())
        {
            throw new ProvenanceException($"the PNG file carries a manifest ({PngLayout.ManifestChunk} chunk) already; only files without one are signed.");
        }

        if (!layout.Chunks.Any(chunk => chunk.Name == "IDAT"))
        {
            throw new ProvenanceException("the PNG file has no pixels (IDAT chunk).");
        }

        // The chunk is all that the binding leaves out: what it hashes is the file as it was before.
        int place = layout.Chunks.First(chunk => chunk.Name == "IDAT").Start;
        ManifestWriter writer = new(claim, key, manifest: Guid.NewGuid(), instance: Guid.NewGuid());
        return PngLayout.Insert(png, place, writer.Write(SHA256.HashData(png), place));
    }

    /// <summary>The file as it was before <see cref="Sign"/>: without its manifests. As it is if it has none, or is no PNG file.</summary>
    /// <param name="png">The whole file.</param>
    public static byte[] Unsigned(ReadOnlySpan<byte> png)
    {
        try
        {
            return PngLayout.Of(png).WithoutManifests(png);
        }
        catch (ProvenanceException)
        {
            return png.ToArray();
        }
    }

    /// <summary>What a PNG file's manifest claims, and what of it holds. Takes any bytes and throws nothing: what is wrong stands in the report.</summary>
    /// <param name="png">The whole file.</param>
    /// <remarks>Whether the signer is trusted is not judged; see the other overload.</remarks>
    public static CredentialsReport Read(ReadOnlySpan<byte> png) => Read(png, trust: null, TimeProvider.System.GetUtcNow());

    /// <summary>What a PNG file's manifest claims, and what of it holds. Takes any bytes and throws nothing: what is wrong stands in the report.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="trust">Whom to trust; the signer is not judged if there is none.</param>
    /// <param name="now">The time at which certificates have to be valid.</param>
    public static CredentialsReport Read(ReadOnlySpan<byte> png, TrustAnchors? trust, DateTimeOffset now)
    {
        try
        {
            var layout = PngLayout.Of(png);
            ChunkPlace[] chunks = [.. layout.Manifests];
            return chunks.Length == 0 ? CredentialsReport.Without : new ManifestReader(trust, now).Read(png, layout, chunks);
        }
        catch (ProvenanceException error)
        {
            return CredentialsReport.Unreadable(error.Message);
        }
    }
}
