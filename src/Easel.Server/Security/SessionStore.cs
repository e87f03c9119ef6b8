using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Easel.Server.Storage;

namespace Easel.Server.Security;

/// <summary>
/// What browsers show instead of a token: 256 bits by lot in a cookie, of which the database has the SHA-256 only. A session ends after a month, when somebody signs out, or when
/// its token is not the server's any more.
/// </summary>
/// <param name="database">Where hashes are.</param>
/// <param name="tokens">Whose they are.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionStore(Database database, TokenKeeper tokens, TimeProvider time)
{
    /// <summary>How long one holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int IdBytes = 32;
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<string, (string Name, DateTimeOffset Ends)> _known = new(StringComparer.Ordinal);

    /// <summary>Begins one.</summary>
    /// <param name="name">Whose.</param>
    /// <returns>the cookie's value</returns>
    public string Begin(string name)
    {
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        DateTimeOffset now = time.GetUtcNow();
        database.Write(connection =>
        {
            connection.Execute("DELETE FROM sessions WHERE ends < @now", ("@now", now));
            connection.Execute("DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions ORDER BY ends DESC LIMIT -1 OFFSET @kept)", ("@kept", MostKept - 1));
            connection.Execute("INSERT INTO sessions (hash, name, token, ends) VALUES (@hash, @name, @token, @ends)", ("@hash", HashOf(id)), ("@name", name), ("@token", tokens.HashNamed(name)), ("@ends", now + Lifetime));
        });
        return id;
    }

    /// <summary>Whose session a cookie's value is; none if it is none, or is over.</summary>
    public string? NameOf(string id)
    {
        string hash = HashOf(id);
        if (!_known.TryGetValue(hash, out (string Name, DateTimeOffset Ends) session))
        {
            if (Find(hash) is not { } found)
            {
                return null;
            }

            if (_known.Count >= MostKept)
            {
                _known.Clear();
            }

            _known[hash] = session = found;
        }

        return session.Ends > time.GetUtcNow() ? session.Name : null;
    }

    /// <summary>Ends one.</summary>
    public void End(string id)
    {
        string hash = HashOf(id);
        database.Write(connection => connection.Execute("DELETE FROM sessions WHERE hash = @hash", ("@hash", hash)));
        _known.TryRemove(hash, out _);
    }

    private (string Name, DateTimeOffset Ends)? Find(string hash)
    {
        (string Name, string Token, DateTimeOffset Ends)[] found = [.. database.Read(connection => connection.Query("SELECT * FROM sessions WHERE hash = @hash", reader => (reader.Text("name"), reader.Text("token"), reader.Moment("ends")), ("@hash", hash)))];
        return found is [var session] && tokens.HashNamed(session.Name) == session.Token ? (session.Name, session.Ends) : null;
    }

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
