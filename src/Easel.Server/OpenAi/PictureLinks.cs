using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Easel.Server.Gallery;

namespace Easel.Server.OpenAi;

/// <summary>Addresses of pictures that nobody can guess, for clients that fetch pictures without showing a token. They are good for an hour, as OpenAI's, or until the server stops.</summary>
/// <param name="gallery">Where pictures are.</param>
/// <param name="time">The clock.</param>
internal sealed class PictureLinks(IGallery gallery, TimeProvider time)
{
    /// <summary>How long an address is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    private const int NameBytes = 32;
    private const int MostLinks = 10_000;

    private readonly ConcurrentDictionary<string, Link> _links = new(StringComparer.Ordinal);

    /// <summary>A new address' last part.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="format">The form of its file.</param>
    public string Add(string picture, OutputFormat format)
    {
        Sweep();
        string name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        _links[name] = new Link(picture, format, time.GetUtcNow() + Lifetime);
        return $"{name}.{format.Name}";
    }

    /// <summary>The file of an address; none if there is no such address, or not any more.</summary>
    public (byte[] File, string MediaType)? Open(string name)
    {
        if (!_links.TryGetValue(Path.GetFileNameWithoutExtension(name), out Link? link) || link.Expires <= time.GetUtcNow() || gallery.Find(link.Picture) is not { Deleted: null } picture)
        {
            return null;
        }

        using Stream? file = gallery.OpenFile(picture);
        if (file is null)
        {
            return null;
        }

        byte[] png = new byte[file.Length];
        file.ReadExactly(png);
        return (link.Format.Of(png), link.Format.MediaType);
    }

    /// <summary>Forgets what has expired; of too many also those that will first.</summary>
    private void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string name, Link _) in _links.Where(link => link.Value.Expires <= now))
        {
            _links.TryRemove(name, out _);
        }

        foreach ((string name, Link _) in _links.OrderBy(link => link.Value.Expires).Take(Math.Max(0, _links.Count - MostLinks + 1)))
        {
            _links.TryRemove(name, out _);
        }
    }

    private sealed record Link(string Picture, OutputFormat Format, DateTimeOffset Expires);
}
