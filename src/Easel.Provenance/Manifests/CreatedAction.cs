using System.Formats.Cbor;
using System.Globalization;
using Easel.Provenance.Cbor;

namespace Easel.Provenance.Manifests;

/// <summary>The action <c>c2pa.created</c> of the assertion <c>c2pa.actions.v2</c>. C2PA 2.2, section 18.14.</summary>
/// <param name="When">when it was, as the signer says</param>
/// <param name="SourceType">where the picture comes from: a term of IPTC's list</param>
internal sealed record CreatedAction(DateTimeOffset? When, string? SourceType)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The CBOR of the assertion.</summary>
    public static byte[] Write(GenerationClaim claim) => CborBytes.Of(writer => writer.WriteMap(() =>
    {
        writer.WriteTextString("actions");
        writer.WriteStartArray(1);
        writer.WriteMap(() =>
        {
            writer.WritePair("action", Labels.Created);
            writer.WriteTextString("when");
            writer.WriteTag(CborTag.DateTimeString);
            writer.WriteTextString(claim.When.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteTextString("softwareAgent");
            WriteGenerator(writer, claim);
            writer.WritePair("digitalSourceType", Labels.TermOf(claim.Source));
        });
        writer.WriteEndArray();
    }));

    /// <summary>What an actions assertion says of the beginning; none if it does not say that something was created.</summary>
    public static CreatedAction? Read(CborNode assertion)
    {
        if (assertion["actions"]?.Items is not [CborNode first, ..] || first["action"]?.Text != Labels.Created)
        {
            return null;
        }

        bool isTime = DateTimeOffset.TryParse(first["when"]?.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset when);
        return new CreatedAction(isTime ? when : null, first["digitalSourceType"]?.Text);
    }

    /// <summary>Writes the program that made the picture and the manifest.</summary>
    public static void WriteGenerator(CborWriter writer, GenerationClaim claim) => writer.WriteMap(() =>
    {
        writer.WritePair("name", claim.Generator);
        writer.WritePair("version", claim.Version);
    });
}
