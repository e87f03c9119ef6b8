using System.Buffers.Binary;
using System.Security.Cryptography;
using Easel.Imaging.Png;
using Easel.Provenance;
using Easel.Provenance.Keys;
using Easel.Tests.Imaging;

namespace Easel.Tests.Provenance;

/// <summary>A small picture, keys, and signed files.</summary>
internal sealed class SignedPictures : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>A finished file with a text.</summary>
    public static byte[] Plain { get; } = PngFile.Encode(TestPictures.Gradient(16, 8), new PngText("parameters", "a red fox"));

    public static GenerationClaim Claim { get; } = new()
    {
        Generator = "Easel",
        Version = "0.1.0",
        When = TestCertificates.Now,
        ModelFamily = "Stable Diffusion v1",
        ModelSha256 = new string('a', 64),
        Prompt = ClaimedPrompt.Open("a red fox, säuberlich"),
        NegativePrompt = ClaimedPrompt.Open("blurry"),
        Seed = ulong.MaxValue,
        Digests = new ClaimedDigests([new string('1', 64), new string('2', 64)], new string('d', 64)),
    };

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>A file of texts, one after the other.</summary>
    public string Write(string name, params string[] texts)
    {
        File.WriteAllText(PathOf(name), string.Join('\n', texts));
        return PathOf(name);
    }

    /// <summary>A self-made key.</summary>
    public SigningKey SelfMade(KeyCurve curve = KeyCurve.P256)
        => SigningKey.Load(Write($"{curve}.pem", SelfMadeKey.Create("Test", curve, TestCertificates.Now.AddDays(-1), 30, passphrase: null)), null, TestCertificates.Now);

    /// <summary>A key of 2048 bits of RSA, with a certificate from an authority below a root, all in one file.</summary>
    public SigningKey WithChain(TestCertificates certificates)
    {
        using var key = RSA.Create(SigningAlgorithm.LeastRsaBits);
        string path = Write("chain.pem", key.ExportPkcs8PrivateKeyPem(), certificates.Root.ExportCertificatePem(), certificates.Authority.ExportCertificatePem(), certificates.Signer(key).ExportCertificatePem());
        return SigningKey.Load(path, null, TestCertificates.Now);
    }

    /// <summary>Where the chunk of manifests lies: its first byte, and how many it has.</summary>
    public static (int Start, int Length) ChunkOf(ReadOnlySpan<byte> png)
    {
        int start = png.IndexOf("caBX"u8) - 4;
        return (start, (int)BinaryPrimitives.ReadUInt32BigEndian(png[start..]) + 12);
    }

    /// <summary>A file with a right checksum of its manifests' chunk, whatever was done to that.</summary>
    public static byte[] Repair(byte[] png)
    {
        (int start, int length) = ChunkOf(png);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(start + length - 4), Crc32.Of(png.AsSpan(start + 4, 4), png.AsSpan(start + 8, length - 12)));
        return png;
    }

    /// <summary>A file with another content in its manifests' chunk.</summary>
    public static byte[] WithContent(ReadOnlySpan<byte> content)
    {
        int place = Plain.AsSpan().IndexOf("IDAT"u8) - 4;
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return Repair([.. Plain[..place], .. length, .. "caBX"u8, .. content, 0, 0, 0, 0, .. Plain[place..]]);
    }

    public void Dispose() => _folder.Dispose();
}
