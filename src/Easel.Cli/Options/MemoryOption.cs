using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>An amount of memory in one word: <c>3G</c> are 3,000,000,000 bytes, <c>3Gi</c> 3,221,225,472.</summary>
internal static partial class MemoryOption
{
    // Far below what a double tells apart.
    private const double Most = 1e15;

    /// <summary>The option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What help says of it.</param>
    public static ValueOption<long?> Create(string name, string help) => new(name, null, help, text => Read(text)) { Shown = "BYTES" };

    /// <summary>Reads an amount.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long Read(string text)
    {
        Match match = Form().Match(text.Trim());
        if (!match.Success)
        {
            throw new UsageException($"invalid amount of memory: {Quoted.Of(text)}; wanted is a number of bytes, or one with K, M or G (Ki, Mi, Gi for powers of 1024), such as 3G");
        }

        int power = match.Groups[2].Value.ToUpperInvariant() switch { "K" => 1, "M" => 2, "G" => 3, "T" => 4, _ => 0 };
        double unit = Math.Pow(match.Groups[3].Success ? 1024 : 1000, power);
        double bytes = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
        return bytes is >= 1 and <= Most ? (long)bytes : throw new UsageException($"{Quoted.Of(text)} is out of range; 1 byte to 1000T can be given");
    }

    [GeneratedRegex(@"\A([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(?:([KMGTkmgt])([iI])?)?[bB]?\z")]
    private static partial Regex Form();
}
