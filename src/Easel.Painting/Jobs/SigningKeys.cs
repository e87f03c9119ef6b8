using Easel.Provenance;
using Easel.Provenance.Keys;

namespace Easel.Painting.Jobs;

/// <summary>Keys that pictures are signed with.</summary>
internal static class SigningKeys
{
    /// <summary>Reads a key, with the passphrase of the environment.</summary>
    /// <exception cref="ProvenanceException">It cannot be signed with.</exception>
    public static SigningKey Load(string path, TimeProvider time) => SigningKey.Load(path, Environment.GetEnvironmentVariable(SigningKey.PassphraseVariable), time.GetUtcNow());
}
