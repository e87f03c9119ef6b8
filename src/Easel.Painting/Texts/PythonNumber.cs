using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Easel.Painting.Texts;

/// <summary>Numbers as Python's <c>int()</c> and <c>float()</c> read them.</summary>
internal static partial class PythonNumber
{
    /// <summary>Longest number that is read.</summary>
    private const int Longest = 4300; // as Python's int() by default

    /// <summary>Spaces around, a sign, any script's digits, single underscores between them.</summary>
    public static bool TryParseInteger(string text, out BigInteger value)
    {
        value = default;
        string trimmed = text.Trim();
        return trimmed.Length <= Longest && IntegerPattern().IsMatch(trimmed)
            && BigInteger.TryParse(Ascii(trimmed), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>As an integer, with point and exponent; also <c>inf</c>, <c>infinity</c>, and <c>nan</c>.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        string trimmed = text.Trim();
        string word = trimmed.TrimStart('+', '-').ToUpperInvariant();
        if (word is "INF" or "INFINITY" or "NAN" && trimmed.Length - word.Length <= 1)
        {
            value = word == "NAN" ? double.NaN : trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = default;
        return trimmed.Length <= Longest && FloatPattern().IsMatch(trimmed)
            && double.TryParse(Ascii(trimmed), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A whole number as Python's <c>str()</c> writes it.</summary>
    public static string Format(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A finite number as Python's <c>str()</c> writes it: with a point or an exponent.</summary>
    public static string Format(double value)
    {
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal) ? shortest.Replace('E', 'e') : shortest.Contains('.', StringComparison.Ordinal) ? shortest : $"{shortest}.0";
    }

    private static string Ascii(string number)
        => string.Concat(number.Where(letter => letter != '_').Select(letter => CharUnicodeInfo.GetDecimalDigitValue(letter) is >= 0 and int digit ? (char)('0' + digit) : letter));

    [GeneratedRegex(@"\A[+-]?\d+(_\d+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"\A[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)([eE][+-]?\d+(_\d+)*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();
}
