using System.Security.Cryptography;
using Easel.Fuzzing.Engine;
using Easel.Provenance;
using Easel.Provenance.Keys;
using Easel.Provenance.Reading;

namespace Easel.Fuzzing.Targets;

/// <summary>A PEM file, as a key to sign with and as certificates to be trusted. (No passphrase is known: how often one is hashed is the file's to say, and takes its time.)</summary>
internal sealed class PemTarget : FuzzTarget
{
    private readonly ScratchFolder _scratch = new("pem");

    public override string Name => "pem";

    public override IReadOnlyList<Type> Refusals => [];

    // A file of a mebibyte is read into an array of that size and a byte, twice.
    public override long AllocationFloor => 4 << 20;

    public override long AllocationPerByte => 256;

    public override IEnumerable<byte[]> Seeds => [.. SignedFiles.Keys, Text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"), Text("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n")];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "Proc-Type: 4,ENCRYPTED", "=", "==", "AAAA", "////", "\n", "\r\n", " ",
        "\nMAA=\n");

    public override void Read(byte[] input)
    {
        string path = Path.Combine(_scratch.Path, "key.pem");
        File.WriteAllBytes(path, input);
        try
        {
            using var key = SigningKey.Load(path, passphrase: null, SignedFiles.Now);
            Promise(key.ChainLength > 0 && key.Algorithm.Length > 0, "a key has a certificate and an algorithm");
        }
        catch (ProvenanceException)
        {
            // As it should.
        }

        try
        {
            _ = TrustAnchors.Load(path);
        }
        catch (ProvenanceException)
        {
            // As it should.
        }
    }

    /// <summary>The base64 of one block is made of changed bytes instead of changed letters.</summary>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        string text = System.Text.Encoding.Latin1.GetString(input);
        if (!PemEncoding.TryFind(text, out PemFields fields))
        {
            return input;
        }

        byte[] content = Convert.FromBase64String(text[fields.Base64Data]);
        for (int changes = random.Below(3); changes > 0 && content.Length > 0; changes--)
        {
            content[random.Below(content.Length)] = (byte)random.Next();
        }

        return Text($"{text[..fields.Location.Start.Value]}{PemEncoding.WriteString(text[fields.Label], content)}{text[fields.Location.End.Value..]}");
    }
}
