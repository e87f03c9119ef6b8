using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Easel.Imaging;

namespace Easel.Server.Page;

/// <summary>
/// The page: hand-written HTML, style sheets and modules, embedded in the assembly. All but the first file lie under a name that changes with any of
/// them, so that browsers may keep them for ever and never mix two versions. Nothing is shown before the style sheets are there, so that they come as one.
/// </summary>
internal sealed partial class PageFiles
{
    private const string IndexName = "index.html";
    private const string IconsName = "icons.svg";
    private const string Styles = "css/";
    private const string Joined = "css/page.css";
    private const string Modules = "js/";
    private const string Prefix = "page/";
    private static readonly string[] s_fonts = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"];

    private readonly Dictionary<string, PageFile> _files;

    /// <summary>The files of a page.</summary>
    /// <param name="files">
    /// all, with an <c>index.html</c> in which <c>{page}</c> stands for where the others are, <c>{styles NAMES}</c> for a link to these style sheets in this order,
    /// <c>{modules}</c> for links to all modules, and <c>{icons}</c> for the icons themselves
    /// </param>
    public PageFiles(IEnumerable<PageFile> files)
    {
        _files = files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        Version = VersionOf(_files.Values);
        Index = new PageFile(IndexName, Encoding.UTF8.GetBytes(Fill(TextOf(IndexName))));
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

    /// <summary>Makes what most browsers get of each file, before one asks.</summary>
    public void Compress(CancellationToken cancel)
    {
        foreach (PageFile file in _files.Values)
        {
            cancel.ThrowIfCancellationRequested();
            file.For(PageFile.Shortest);
        }
    }

    // Modules import each other; a browser that is told of all of them at once fetches them side by side instead of level by level.
    private string Fill(string index)
    {
        IEnumerable<string> modules = _files.Keys.Where(name => name.StartsWith(Modules, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return StyleList().Replace(index, list => Join(list.Groups[1].Value))
            .Replace("{modules}", string.Join("\n  ", modules.Select(name => $"<link rel=\"modulepreload\" href=\"{{page}}/{name}\">")), StringComparison.Ordinal)
            .Replace("{icons}", Find(IconsName) is null ? "" : TextOf(IconsName), StringComparison.Ordinal)
            .Replace("{page}", $"page/{Version}", StringComparison.Ordinal);
    }

    private string Join(string names)
    {
        string all = string.Join('\n', names.Split(' ').Select(name => TextOf($"{Styles}{name}.css")));
        _files[Joined] = new PageFile(Joined, Encoding.UTF8.GetBytes(all));
        return $"<link rel=\"stylesheet\" href=\"{{page}}/{Joined}\">";
    }

    private string TextOf(string name) => Encoding.UTF8.GetString(_files[name].Content);

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

    [GeneratedRegex(@"\{styles ([a-z ]+)\}")]
    private static partial Regex StyleList();
}
