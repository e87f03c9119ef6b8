using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Imaging.Png;
using Easel.Provenance;
using Easel.Provenance.Keys;

namespace Easel.Parity.Tests;

/// <summary>What <c>verify</c> says of signed pictures: the picture and the manifest are looked at both, and neither excuses the other.</summary>
public sealed class VerifySignedTests : IDisposable
{
    private readonly EngineRun _run = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Picture => _run.PathOf("one.png");

    private string Key => _run.PathOf("key.pem");

    [Fact]
    public async Task A_signed_picture_is_identical_and_what_is_kept_of_it_is_the_unsigned_file()
    {
        await PaintedAsync(Picture, "--sign", Key);
        await PaintedAsync(_run.PathOf("plain.png"));

        AssertTold("one.png: identical: all 4 steps, the picture and its file\n", await VerifyAsync("--keep", _run.PathOf("again.png")), code: 0);

        Assert.Contains("  Content Credentials: valid. The file is unchanged since it was signed.\n    Signed with ES256 by CN=Test; ", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("in other bytes", _run.Output, StringComparison.Ordinal);
        Assert.Contains("again.png (not signed: only who has the key can do that)\n", _run.Output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(_run.PathOf("plain.png"), Cancel), await File.ReadAllBytesAsync(_run.PathOf("again.png"), Cancel));
        Assert.Equal(await File.ReadAllBytesAsync(_run.PathOf("plain.png"), Cancel), ContentCredentials.Unsigned(await File.ReadAllBytesAsync(Picture, Cancel)));
    }

    [Fact]
    public async Task A_broken_manifest_fails_whatever_the_pixels_say()
    {
        await PaintedAsync(Picture, "--sign", Key);
        byte[] file = await File.ReadAllBytesAsync(Picture, Cancel);
        PngPicture png = PngFile.Decode(file, Picture);

        // One byte behind its end: pixels and texts are still those that Easel paints.
        await File.WriteAllBytesAsync(Picture, [.. file, 0], Cancel);
        AssertTold("identical: all 4 steps, the picture and its texts", await VerifyAsync("--json"), code: 1);
        JsonElement answer = Event("picture");
        Assert.Equal("invalid", answer.GetProperty("credentials").GetProperty("status").GetString());
        Assert.Equal("The file was changed after it was signed, or the manifest is another file's.", answer.GetProperty("credentials").GetProperty("problems")[0].GetString());
        Assert.Equal((1, 1), (Event("done").GetProperty("identical").GetInt32(), Event("done").GetProperty("credentialsFailed").GetInt32()));

        int chunk = file.AsSpan().IndexOf("caBX"u8);
        file[chunk + 5] ^= 1; // the length of its first box
        await File.WriteAllBytesAsync(Picture, file, Cancel);
        Assert.Equal(1, await VerifyAsync("--quick"));
        await File.WriteAllBytesAsync(Picture, PngFile.Encode(png.Image, png.Texts), Cancel);
        Assert.Equal(0, await VerifyAsync("--quick", "--json"));
        Assert.Equal("""{"status":"none","trusted":null,"problems":[]}""", Event("picture").GetProperty("credentials").GetRawText());
    }

    [Fact]
    public async Task Whom_to_trust_is_asked_of_the_user_and_decides_then()
    {
        await PaintedAsync(Picture, "--sign", Key);
        MakeKey(_run.PathOf("another.pem"));

        AssertTold("trusted by your trust file", await VerifyAsync("--quick", "--trust", Key), code: 0);
        AssertTold("  Not signed by any of those that --trust names.\n", await VerifyAsync("--quick", "--trust", _run.PathOf("another.pem")), code: 1);
        await PaintedAsync(_run.PathOf("plain.png"));
        AssertTold("  Not signed: none of those that --trust names stands for it.\n", await _run.RunAsync("verify", _run.PathOf("plain.png"), "--quick", "--trust", Key), code: 1);
        await File.WriteAllTextAsync(_run.PathOf("empty.pem"), "", Cancel);
        Assert.Equal(1, await VerifyAsync("--quick", "--trust", _run.PathOf("empty.pem")));
        Assert.Contains("empty.pem: there is neither a private key nor a certificate in it.", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt", "their prompts are different")]
    [InlineData("negative", "their negative prompts are different")]
    [InlineData("lie", "The manifest contradicts itself: its prompt has another SHA-256 than it says")]
    [InlineData("seed", "the seed is 43 in the one, 42 in the other")]
    [InlineData("model", "the model's SHA-256 is aaaaaaaa")]
    [InlineData("initial", "the initial picture's SHA-256 is bbbbbbbb")]
    [InlineData("step", "the digests of step 3 are different")]
    [InlineData("steps", "the digests of step 4 are different")]
    [InlineData("picture", "the decoded picture's digest is cccccccc")]
    [InlineData("version", "the version of Easel is 0.0.1 in the one, 0.1.0 in the other")]
    public async Task A_manifest_that_says_other_than_the_record_is_told_of(string lie, string said)
    {
        await PaintedAsync(Picture);
        byte[] plain = await File.ReadAllBytesAsync(Picture, Cancel);
        JsonObject record = JsonNode.Parse(PngFile.Decode(plain, Picture).Texts.Single(text => text.Keyword == "easel").Text)!.AsObject();
        string[] latents = [.. record["digests"]!["latents"]!.AsArray().Select(latent => (string)latent!)];
        GenerationClaim honest = new()
        {
            Generator = "Easel",
            Version = "0.1.0",
            When = DateTimeOffset.UtcNow,
            ModelSha256 = (string)record["model"]!["sha256"]!,
            Prompt = ClaimedPrompt.Open("a fox"),
            Seed = 42,
            Digests = new ClaimedDigests(latents, (string)record["digests"]!["decoded"]!),
        };
        GenerationClaim claim = lie switch
        {
            "prompt" => honest with { Prompt = ClaimedPrompt.Hidden("a wolf") },
            "negative" => honest with { NegativePrompt = ClaimedPrompt.Open("crows") },
            "lie" => honest with { Prompt = new ClaimedPrompt("a wolf", ClaimedPrompt.HashOf("a fox")) },
            "seed" => honest with { Seed = 43 },
            "model" => honest with { ModelSha256 = new string('a', 64) },
            "initial" => honest with { InitialSha256 = new string('b', 64) },
            "step" => honest with { Digests = honest.Digests with { Latents = [.. latents[..2], latents[3], latents[2]] } },
            "steps" => honest with { Digests = honest.Digests with { Latents = latents[..3] } },
            "picture" => honest with { Digests = honest.Digests with { Picture = new string('c', 64) } },
            _ => honest with { Version = "0.0.1" },
        };
        using var key = SigningKey.Load(Key, passphrase: null, DateTimeOffset.UtcNow);
        await File.WriteAllBytesAsync(Picture, ContentCredentials.Sign(plain, honest, key), Cancel);
        Assert.True(await VerifyAsync("--quick") == 0, _run.Output);

        await File.WriteAllBytesAsync(Picture, ContentCredentials.Sign(plain, claim, key), Cancel);

        AssertTold(said, await VerifyAsync("--quick"), code: 1);
        Assert.Contains("Content Credentials: valid.", _run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static void MakeKey(string path) => File.WriteAllText(path, SelfMadeKey.Create("Test", KeyCurve.P256, DateTimeOffset.UtcNow.AddDays(-1), 30, passphrase: null));

    private async Task PaintedAsync(string path, params string[] words)
    {
        MakeKey(Key);
        int code = await _run.RunAsync(["paint", "a fox", .. VerifyTests.Model, "--size", "72x64", "--steps", "4", "--seed", "42", "--precision", "full", "--device", "cpu", "--out", path, .. words]);
        Assert.True(code == 0, _run.Error);
    }

    private Task<int> VerifyAsync(params string[] words) => _run.RunAsync(["verify", Picture, .. VerifyTests.Model, .. words]);

    private JsonElement Event(string name)
        => JsonDocument.Parse(_run.Output.Split('\n').Last(line => line.StartsWith($$"""{"event":"{{name}}",""", StringComparison.Ordinal))).RootElement;

    private void AssertTold(string text, int found, int code)
    {
        Assert.Contains(text, _run.Output, StringComparison.Ordinal);
        Assert.True(code == found, _run.Output + _run.Error);
    }
}
