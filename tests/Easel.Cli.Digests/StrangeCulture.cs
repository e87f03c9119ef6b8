using System.Globalization;

namespace Easel.Cli.Digests;

/// <summary>A culture whose numbers and dates no program writes by accident: what ends up in a file or is read from one must not follow it.</summary>
internal static class StrangeCulture
{
    /// <summary>1.5 is "1;5", -1 is "~1", 1000 in groups is "1'000".</summary>
    public static CultureInfo Make()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ";";
        culture.NumberFormat.NumberGroupSeparator = "'";
        culture.NumberFormat.NegativeSign = "~";
        culture.DateTimeFormat.DateSeparator = "_";
        culture.DateTimeFormat.TimeSeparator = "_";
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        return culture;
    }
}
