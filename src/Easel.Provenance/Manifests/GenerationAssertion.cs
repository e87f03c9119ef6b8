using System.Formats.Cbor;
using System.Globalization;
using Easel.Provenance.Cbor;

namespace Easel.Provenance.Manifests;

/// <summary>The assertion <see cref="Labels.Generation"/>: CBOR of texts and numbers only, so that every viewer can show it.</summary>
internal static class GenerationAssertion
{
    private const int Version = 1;

    /// <summary>The CBOR of a claim.</summary>
    public static byte[] Write(GenerationClaim claim) => CborBytes.Of(writer => writer.WriteMap(() =>
    {
        writer.WriteTextString("format");
        writer.WriteInt32(Version);
        writer.WritePair("engine", $"{claim.Generator} {claim.Version}");
        writer.WritePair("modelFamily", claim.ModelFamily);
        writer.WritePair("modelSha256", claim.ModelSha256);
        WritePrompt(writer, "prompt", claim.Prompt);
        WritePrompt(writer, "negativePrompt", claim.NegativePrompt);
        writer.WritePair("initialSha256", claim.InitialSha256);
        WriteSeed(writer, claim.Seed);
        if (claim.Digests is not null)
        {
            writer.WritePair("pictureSha256", claim.Digests.Picture);
            writer.WriteTextString("latentSha256");
            writer.WriteStartArray(claim.Digests.Latents.Count);
            foreach (string latent in claim.Digests.Latents)
            {
                writer.WriteTextString(latent);
            }

            writer.WriteEndArray();
        }
    }));

    /// <summary>What the CBOR of an assertion claims; fields that are not as Easel writes them are left out.</summary>
    /// <param name="cbor">The assertion.</param>
    /// <param name="action">What the manifest says of its making.</param>
    public static GenerationClaim Read(CborNode cbor, CreatedAction action)
    {
        string[] engine = (cbor["engine"]?.Text ?? "").Split(' ', 2);
        CborNode? latents = cbor["latentSha256"];
        return new GenerationClaim
        {
            Generator = engine[0],
            Version = engine.Length > 1 ? engine[1] : "",
            When = action.When ?? DateTimeOffset.UnixEpoch,
            Source = action.SourceType == Labels.TermOf(SourceKind.ModelAndPicture) ? SourceKind.ModelAndPicture : SourceKind.Model,
            ModelFamily = cbor["modelFamily"]?.Text,
            ModelSha256 = cbor["modelSha256"]?.Text,
            Prompt = ReadPrompt(cbor["prompt"]),
            NegativePrompt = ReadPrompt(cbor["negativePrompt"]),
            InitialSha256 = cbor["initialSha256"]?.Text,
            Seed = ReadSeed(cbor["seed"]),
            Digests = latents?.Items is null ? null : new ClaimedDigests([.. latents.Items.Select(latent => latent.Text).OfType<string>()], cbor["pictureSha256"]?.Text),
        };
    }

    /// <summary>A number, or a text where it needs all of 64 bits: c2pa-rs takes no assertion with a number that large.</summary>
    private static void WriteSeed(CborWriter writer, ulong? seed)
    {
        if (seed > long.MaxValue)
        {
            writer.WritePair("seed", seed.Value.ToString(CultureInfo.InvariantCulture));
        }
        else if (seed is not null)
        {
            writer.WriteTextString("seed");
            writer.WriteUInt64(seed.Value);
        }
    }

    private static ulong? ReadSeed(CborNode? seed)
    {
        if (seed?.Integer is Int128 number)
        {
            return number >= 0 && number <= ulong.MaxValue ? (ulong)number : null;
        }

        return ulong.TryParse(seed?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large) ? large : null;
    }

    private static void WritePrompt(CborWriter writer, string key, ClaimedPrompt? prompt)
    {
        if (prompt is not null)
        {
            writer.WriteTextString(key);
            writer.WriteMap(() =>
            {
                writer.WritePair("text", prompt.Text);
                writer.WritePair("sha256", prompt.Sha256);
            });
        }
    }

    private static ClaimedPrompt? ReadPrompt(CborNode? prompt) => prompt?["sha256"]?.Text is string hash ? new ClaimedPrompt(prompt["text"]?.Text, hash) : null;
}
