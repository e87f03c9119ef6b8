using System.Text.Json;
using Easel.Provenance;
using Easel.Provenance.Keys;

namespace Easel.Tests.Provenance;

/// <summary>
/// What others say of our files: c2pa-rs of the Content Authenticity Initiative (as WebAssembly) and c2pa-ts of TrustNXT, two independent implementations. Fetched by
/// npm in the versions of <c>tests/provenance</c>, if <c>EASEL_TEST_C2PA=1</c> asks for it.
/// </summary>
public sealed class OutsideVerifierTests : IDisposable
{
    private const string Variable = "EASEL_TEST_C2PA";
    private const string Rust = "c2pa-rs";
    private const string TypeScript = "c2pa-ts";

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly SignedPictures _pictures = new();

    [Fact]
    public async Task Outside_verifiers_find_our_files_valid_and_changed_ones_not()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", $"NOT TESTED: fetches outside verifiers with npm if {Variable}=1.");
        await FetchAsync();
        using TestCertificates certificates = new();
        using SigningKey p256 = Own(KeyCurve.P256);
        using SigningKey p384 = Own(KeyCurve.P384);
        using SigningKey p521 = Own(KeyCurve.P521);
        using SigningKey rsa = _pictures.WithChain(certificates);
        byte[] signed = Sign(p256);
        string[] sound = [Save("es256.png", signed), Save("es384.png", Sign(p384)), Save("ps256.png", Sign(rsa))];
        string es512 = Save("es512.png", Sign(p521));
        string pixel = Save("pixel.png", Change(signed, signed.AsSpan().IndexOf("IDAT"u8) + 10));
        string prompt = Save("prompt.png", SignedPictures.Repair(Change(signed, signed.AsSpan().IndexOf("a red fox, "u8))));
        string signature = Save("signature.png", SignedPictures.Repair(Change(signed, signed.AsSpan().IndexOf("IDAT"u8) - 12)));

        Answer[] answers = await AskAsync([.. sound, es512, pixel, prompt, signature]);

        Assert.All(sound.SelectMany(file => answers.Where(answer => answer.File == file)), RequireSound);
        RequireSound(Find(es512, Rust)); // c2pa-ts 0.9.4 hashes with SHA-256 for ES512 and finds none of these valid.
        Assert.All([Rust, TypeScript], verifier =>
        {
            Assert.False(Find(pixel, verifier).Valid);
            Assert.False(Find(prompt, verifier).Valid);
            Assert.False(Find(signature, verifier).Valid);
        });
        Assert.Contains("assertion.dataHash.mismatch", Find(pixel, Rust).Failure);
        Assert.Contains("assertion.hashedURI.mismatch", Find(prompt, Rust).Failure);

        Answer Find(string file, string verifier) => answers.Single(answer => answer.File == file && answer.Verifier == verifier);
    }

    public void Dispose() => _pictures.Dispose();

    /// <summary>Valid but for trust: no verifier can know the signers of a test.</summary>
    private static void RequireSound(Answer answer)
    {
        Assert.True(answer.Valid, answer.ToString());
        Assert.Contains("claimSignature.validated", answer.Success);
        Assert.Contains("assertion.dataHash.match", answer.Success);
        Assert.Equal(3, answer.Success.Count(code => code == "assertion.hashedURI.match"));
        Assert.DoesNotContain(answer.Failure, code => code != "signingCredential.untrusted");
    }

    private static byte[] Change(byte[] file, int place)
    {
        byte[] changed = [.. file];
        changed[place] ^= 1;
        return changed;
    }

    private static byte[] Sign(SigningKey key) => ContentCredentials.Sign(SignedPictures.Plain, SignedPictures.Claim with { When = DateTimeOffset.UtcNow }, key);

    /// <summary>A key that is valid by the true clock, which the verifiers go by.</summary>
    private SigningKey Own(KeyCurve curve)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return SigningKey.Load(_pictures.Write($"{curve}.pem", SelfMadeKey.Create("Test", curve, now.AddDays(-1), 30, passphrase: null)), null, now);
    }

    private string Save(string name, byte[] bytes)
    {
        File.WriteAllBytes(_pictures.PathOf(name), bytes);
        return _pictures.PathOf(name);
    }

    private async Task FetchAsync()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "provenance")))
        {
            File.Copy(file, _pictures.PathOf(Path.GetFileName(file)));
        }

        // cbor-extract is native and optional: what is fetched runs without being compiled.
        (int code, string output) = await RunAsync("npm", "install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund");
        Assert.SkipWhen(code != 0, $"NOT TESTED: npm could not fetch the verifiers: {output}");
    }

    private async Task<Answer[]> AskAsync(string[] files)
    {
        (int code, string output) = await RunAsync("node", ["verify.mjs", .. files]);
        Assert.True(code == 0, output);
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<Answer>(line, JsonSerializerOptions.Web)!)];
    }

    private Task<(int Code, string Output)> RunAsync(string program, params string[] arguments) => ToolProcess.RunAsync(Path.GetDirectoryName(_pictures.PathOf("x"))!, s_longest, program, arguments);

    /// <summary>What a verifier says of a file: codes of C2PA's specification, section 15.2.</summary>
    private sealed record Answer(string File, string Verifier, bool Valid, string[] Success, string[] Failure, string? Error)
    {
        public override string ToString() => $"{Verifier} of {Path.GetFileName(File)}: {(Valid ? "valid" : "not valid")}; {string.Join(", ", Success)}; {string.Join(", ", Failure)} {Error}";
    }
}
