using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Easel.Server.Security;

/// <summary>The tokens of a server, known by their hashes alone; whether a text is one takes the same time whatever it is.</summary>
internal sealed class TokenKeeper
{
    private readonly (byte[] Hash, string Name)[] _tokens;

    /// <summary>Those of a command line.</summary>
    /// <exception cref="ArgumentException">The server listens to other machines and has none.</exception>
    public TokenKeeper(ServerOptions options)
    {
        if (options.Tokens.Count == 0 && !IPAddress.IsLoopback(options.Host))
        {
            throw new ArgumentException($"A server at {options.Host} can be reached from other machines, and must ask them for a token.", nameof(options));
        }

        _tokens = [.. options.Tokens.Select(token => (HashOf(token.Key), token.Value))];
    }

    /// <summary>Whether whoever asks must show one.</summary>
    public bool IsNeeded => _tokens.Length > 0;

    /// <summary>Whose token a text is; none if it is none.</summary>
    public string? NameOf(string text)
    {
        byte[] hash = HashOf(text);
        string? name = null;
        foreach ((byte[] known, string whose) in _tokens)
        {
            // All are compared, whichever fits.
            name = CryptographicOperations.FixedTimeEquals(hash, known) ? whose : name;
        }

        return name;
    }

    /// <summary>The hash of a name's token, in hexadecimal; none if there is no such name any more.</summary>
    public string? HashNamed(string name) => Array.Find(_tokens, token => token.Name == name) is { Hash: not null } found ? Convert.ToHexStringLower(found.Hash) : null;

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
