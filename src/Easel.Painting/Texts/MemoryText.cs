using System.Globalization;

namespace Easel.Painting.Texts;

/// <summary>Amounts of memory for people.</summary>
internal static class MemoryText
{
    /// <summary>Bytes in decimal units, such as <c>2.69 GB</c>.</summary>
    public static string Of(double bytes) => bytes switch
    {
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
