using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Easel.Provenance;
using Easel.Provenance.Jumbf;
using Easel.Provenance.Keys;

namespace Easel.Fuzzing.Targets;

/// <summary>Signed pictures, one for each algorithm, and the keys that signed them. They lie in a folder: signatures are by lot, and targets must be the same in every run.</summary>
internal static class SignedFiles
{
    /// <summary>When certificates are looked at.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_keys = ["es256", "es384", "es512", "ps256"];

    private static readonly Lazy<byte[][]> s_pictures = new(() => [.. s_keys.Select(key => File.ReadAllBytes(PathOf($"{key}.png")))]);

    /// <summary>The pictures: ES256, ES384, ES512, PS256.</summary>
    public static IReadOnlyList<byte[]> Pictures => s_pictures.Value;

    /// <summary>The keys with their certificates, as PEM.</summary>
    public static IEnumerable<byte[]> Keys => s_keys.Select(key => File.ReadAllBytes(PathOf($"{key}.pem")));

    /// <summary>A file of the folder.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Signed", name);

    /// <summary>The manifest store of a signed picture.</summary>
    public static byte[] ManifestOf(byte[] png)
    {
        int start = png.AsSpan().IndexOf("caBX"u8) - 4;
        return png.AsSpan(start + 8, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start))).ToArray();
    }

    /// <summary>The CBOR in a signed picture's manifest.</summary>
    public static IEnumerable<byte[]> PartsOf(byte[] png) => PartsOf(JumbfReader.Read(ManifestOf(png)));

    /// <summary>Makes the folder anew.</summary>
    public static void Make(string folder)
    {
        Directory.CreateDirectory(folder);
        byte[] plain = PngParts.Picture(PngParts.Chunk("tEXt", "parameters\0a red fox"u8));
        foreach ((string name, Func<string> make) in (IEnumerable<(string, Func<string>)>)
            [("es256", () => OfCurve(KeyCurve.P256)), ("es384", () => OfCurve(KeyCurve.P384)), ("es512", () => OfCurve(KeyCurve.P521)), ("ps256", OfRsa)])
        {
            string path = Path.Combine(folder, $"{name}.pem");
            File.WriteAllText(path, make());
            using var key = SigningKey.Load(path, passphrase: null, Now);
            File.WriteAllBytes(Path.Combine(folder, $"{name}.png"), ContentCredentials.Sign(plain, s_claim, key));
        }

        File.WriteAllText(Path.Combine(folder, "trusted.pem"), PemEncoding.WriteString("CERTIFICATE", X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "es256.pem")).RawData));
    }

    private static readonly GenerationClaim s_claim = new()
    {
        Generator = "Easel",
        Version = "0.1.0",
        When = Now,
        Source = SourceKind.ModelAndPicture,
        ModelFamily = "Stable Diffusion v1",
        ModelSha256 = new string('a', 64),
        Prompt = ClaimedPrompt.Open("a red fox, säuberlich"),
        NegativePrompt = ClaimedPrompt.Open("blurry"),
        Seed = ulong.MaxValue,
        InitialSha256 = new string('b', 64),
        Digests = new ClaimedDigests([new string('1', 64), new string('2', 64)], new string('d', 64)),
    };

    private static IEnumerable<byte[]> PartsOf(JumbfBox box) => [.. box.Contents.Where(content => content.Type == "cbor").Select(content => content.Content.ToArray()), .. box.Superboxes.SelectMany(PartsOf)];

    private static string OfCurve(KeyCurve curve) => SelfMadeKey.Create("Test", curve, Now.AddDays(-1), days: 36_500, passphrase: null);

    private static string OfRsa()
    {
        using var key = RSA.Create(SigningAlgorithm.LeastRsaBits);
        CertificateRequest request = new("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateRules.DocumentSigning)], critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(90));
        return $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n";
    }
}
