using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Easel.Diffusion.Journals;

/// <summary>What a journal's folder is called: when its run began (UTC), and four digits by lot: <c>20261126-101500-3f9a</c>. Nothing of another name is ever deleted.</summary>
public static partial class JournalName
{
    /// <summary>A new name.</summary>
    public static string Create(DateTimeOffset now)
        => string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");

    /// <summary>Whether a folder is called so.</summary>
    public static bool IsOne(string folder) => Form().IsMatch(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));

    [GeneratedRegex(@"^\d{8}-\d{6}-[0-9a-f]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
