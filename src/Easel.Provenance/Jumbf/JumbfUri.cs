namespace Easel.Provenance.Jumbf;

/// <summary>References to boxes of a manifest store: <c>self#jumbf=</c>, then labels. C2PA 2.2, section 8.4.1.</summary>
internal static class JumbfUri
{
    private const string Prefix = "self#jumbf=";

    /// <summary>A reference to a box by labels on the way to it: from the manifest on, or from the store on if the first is empty.</summary>
    public static string Of(params string[] labels) => Prefix + string.Join('/', labels);

    /// <summary>The box that a reference leads to; none if it leads out of the manifest or nowhere.</summary>
    /// <param name="uri">Relative to the manifest, or beginning with the store's label.</param>
    /// <param name="manifest">The manifest that it stands in.</param>
    public static JumbfBox? Resolve(string uri, JumbfBox manifest)
    {
        if (!uri.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string path = uri[Prefix.Length..];
        if (path.StartsWith('/'))
        {
            string absolute = $"/{JumbfTypes.Store}/{manifest.Label}/";
            if (!path.StartsWith(absolute, StringComparison.Ordinal))
            {
                return null;
            }

            path = path[absolute.Length..];
        }

        JumbfBox? box = manifest;
        foreach (string label in path.Split('/', JumbfReader.MaxDepth + 1))
        {
            box = box?.Find(label);
        }

        return box;
    }
}
