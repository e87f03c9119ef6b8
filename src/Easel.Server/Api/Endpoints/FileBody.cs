namespace Easel.Server.Api.Endpoints;

/// <summary>Marks an address whose body is a file, of whatever kind its header says: the content tells.</summary>
internal sealed class FileBody
{
    private FileBody()
    {
    }

    /// <summary>The mark.</summary>
    public static FileBody Instance { get; } = new();
}
