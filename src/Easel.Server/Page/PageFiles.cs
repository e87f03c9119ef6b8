using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Easel.Imaging;

namespace Easel.Server.Page;

/// <summary>
/// The page: hand-written HTML, style sheets and modules, embedded in the assembly. All but the first file lie under a name that changes with any of
/// them, so that browsers may keep them for ever and never mix two versions.
/// </summary>
internal sealed class PageFiles
{
    private const string IndexName = "index.html";
    private const string Prefix = "page/";
    private static readonly string[] s_fonts = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"];

    private readonly Dictionary<string, PageFile> _files;

    /// <summary>The files of a page.</summary>
    /// <param name="files">all, with an <c>index.html</c> in which <c>{page}</c> stands for where the others are, and <c>{modules}</c> for links to all modules</param>
    public PageFiles(IEnumerable<PageFile> files)
    {
        _files = files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        Version = VersionOf(_files.Values);
        Index = new PageFile(IndexName, Encoding.UTF8.GetBytes(Fill(Encoding.UTF8.GetString(_files[IndexName].Content))));
        _files.Remove(IndexName);
    }

    /// <summary>Changes with any of the files.</summary>
    public string Version { get; }

    /// <summary>What a browser opens.</summary>
    public PageFile Index { get; }

    /// <summary>All others.</summary>
    public IReadOnlyCollection<PageFile> Others => _files.Values;

    /// <summary>The page that comes with this assembly. Inter is the one that sheets are set in.</summary>
    public static PageFiles Embedded()
    {
        Assembly here = typeof(PageFiles).Assembly;
        IEnumerable<PageFile> own = here.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new PageFile(name[Prefix.Length..].Replace('\\', '/'), Read(here, name)));
        return new PageFiles([.. own, .. s_fonts.Select(name => new PageFile($"fonts/{name}", Read(typeof(Image).Assembly, name)))]);
    }

    /// <summary>A file other than the first; none if there is none of that name.</summary>
    public PageFile? Find(string name) => _files.GetValueOrDefault(name);

    // Modules import each other; a browser that is told of all of them at once fetches them side by side instead of level by level.
    private string Fill(string index)
    {
        IEnumerable<string> modules = _files.Keys.Where(name => name.EndsWith(".js", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return index
            .Replace("{modules}", string.Join("\n  ", modules.Select(name => $"<link rel=\"modulepreload\" href=\"{{page}}/{name}\">")), StringComparison.Ordinal)
            .Replace("{page}", $"page/{Version}", StringComparison.Ordinal);
    }

    private static string VersionOf(IEnumerable<PageFile> files)
    {
        string all = string.Join('\n', files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name} {file.Digest}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..12];
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using Stream content = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} was built without {name}.");
        byte[] bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }
}
