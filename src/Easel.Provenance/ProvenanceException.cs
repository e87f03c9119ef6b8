namespace Easel.Provenance;

/// <summary>A key, a certificate or a file that cannot be signed with or signed, and why.</summary>
public sealed class ProvenanceException(string message, Exception? inner = null) : Exception(message, inner);
