namespace Easel.Provenance.Manifests;

/// <summary>Names in manifests. C2PA 2.2, sections 11.1.4 and 18.</summary>
internal static class Labels
{
    /// <summary>The assertion store.</summary>
    public const string Assertions = "c2pa.assertions";

    /// <summary>The claim.</summary>
    public const string Claim = "c2pa.claim.v2";

    /// <summary>The claim as it was before version 2 of the specification; read, never written.</summary>
    public const string OldClaim = "c2pa.claim";

    /// <summary>The claim's signature.</summary>
    public const string Signature = "c2pa.signature";

    /// <summary>The hard binding: a hash of the file.</summary>
    public const string DataHash = "c2pa.hash.data";

    /// <summary>What every hard binding's label begins with.</summary>
    public const string HashPrefix = "c2pa.hash.";

    /// <summary>What was done to the picture.</summary>
    public const string Actions = "c2pa.actions.v2";

    /// <summary>The same as it was before; read, never written.</summary>
    public const string OldActions = "c2pa.actions";

    /// <summary>The action of something that was not there before.</summary>
    public const string Created = "c2pa.created";

    /// <summary>Easel's own assertion: how the picture was painted.</summary>
    public const string Generation = "org.easel.generation";

    /// <summary>What a manifest's label begins with, before a random UUID (version 4). Section 8.1.</summary>
    public const string ManifestPrefix = "urn:c2pa:";

    /// <summary>IPTC's list of where media come from.</summary>
    public const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>The term of a kind of source.</summary>
    public static string TermOf(SourceKind source) => SourceTypes + source switch
    {
        SourceKind.ModelAndPicture => "compositeWithTrainedAlgorithmicMedia",
        _ => "trainedAlgorithmicMedia",
    };
}
