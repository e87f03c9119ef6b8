using System.Security.Cryptography;
using Easel.Provenance.Manifests;
using Easel.Provenance.Png;

namespace Easel.Provenance.Reading;

/// <summary>Checks the hard binding of a manifest to its file. C2PA 2.2, section 15.12.1.</summary>
internal static class BindingReader
{
    private const string Match = "assertion.dataHash.match";
    private const string Mismatch = "assertion.dataHash.mismatch";

    /// <summary>What may be left out beside the manifest: texts about the picture, which do not change what it shows.</summary>
    private static readonly string[] s_metadata = ["tEXt", "zTXt", "iTXt", "eXIf", "tIME"];

    /// <summary>Checks it.</summary>
    /// <param name="binding">The assertion.</param>
    /// <param name="algorithm">The claim's algorithm, for a binding that names none.</param>
    /// <param name="png">The file.</param>
    /// <param name="layout">Its chunks.</param>
    /// <param name="manifest">The chunk that the binding stands in.</param>
    /// <param name="findings">Where what is found goes.</param>
    /// <returns>whether it holds</returns>
    public static bool Check(DataHash binding, string? algorithm, ReadOnlySpan<byte> png, PngLayout layout, ChunkPlace manifest, Findings findings)
    {
        if (HashedUri.Find(binding.Algorithm ?? algorithm) is not HashAlgorithmName name)
        {
            findings.Add("algorithm.unsupported", FindingOutcome.Fails, $"The file's hash is by {binding.Algorithm ?? algorithm ?? "no named algorithm"}, which C2PA does not allow.");
            return false;
        }

        if (ProblemOf(binding.Exclusions, layout, manifest) is string problem)
        {
            findings.Add(Mismatch, FindingOutcome.Fails, problem);
            return false;
        }

        if (binding.Exclusions.Count > 1)
        {
            findings.Add("assertion.dataHash.additionalExclusionsPresent", FindingOutcome.Note, $"Texts about the picture in {binding.Exclusions.Count - 1} places are not covered by the signature.");
        }

        bool holds = HashOf(binding.Exclusions, name, png).AsSpan().SequenceEqual(binding.Hash);
        findings.Add(holds ? Match : Mismatch, holds ? FindingOutcome.Holds : FindingOutcome.Fails, holds ? "The file is the one that was signed, to the byte." : "The file was changed after it was signed, or the manifest is another file's.");
        return holds;
    }

    private static string? ProblemOf(IReadOnlyList<ExcludedRange> ranges, PngLayout layout, ChunkPlace manifest)
    {
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Start < ranges[i - 1].End)
            {
                return "The ranges that are not hashed overlap, or are not in order.";
            }
        }

        ExcludedRange own = new(manifest.Start, manifest.Length);
        if (!ranges.Contains(own))
        {
            return $"What is not hashed is not the manifest's chunk, which lies at byte {own.Start} and has {own.Length} bytes.";
        }

        return ranges.All(range => range == own || layout.Chunks.Any(chunk => s_metadata.Contains(chunk.Name) && range.Start >= chunk.ContentStart && range.End <= chunk.ContentStart + chunk.ContentLength))
            ? null
            : "Bytes that are not the manifest's or texts about the picture are not hashed.";
    }

    private static byte[] HashOf(IReadOnlyList<ExcludedRange> ranges, HashAlgorithmName name, ReadOnlySpan<byte> png)
    {
        using var hash = IncrementalHash.CreateHash(name);
        int done = 0;
        foreach (ExcludedRange range in ranges)
        {
            hash.AppendData(png[done..(int)range.Start]);
            done = (int)range.End;
        }

        hash.AppendData(png[done..]);
        return hash.GetHashAndReset();
    }
}
