using System.Globalization;

namespace Easel.Diffusion.Approximations;

/// <summary>Choices as people write them: <c>2</c>, a level, or <c>reuse=3:0.2,guidance=0-0.8,merge=0.5,int8</c>, or <c>off</c>.</summary>
public static class ApproximationText
{
    private const string Off = "off";

    private static readonly string s_wanted =
        $"a level, 1 to {ApproximationLevels.Highest}; or names with commas between: {string.Join("; ", ApproximationTerm.All.Select(term => term.Range))}; or {Off}";

    /// <summary>Reads a choice.</summary>
    /// <exception cref="GenerationException">The text is none, with what would be.</exception>
    public static ApproximationChoice Read(string text)
    {
        string whole = text.Trim();
        if (whole.Length == 0)
        {
            throw new GenerationException($"nothing is named; wanted {s_wanted}");
        }

        if (whole == Off)
        {
            return ApproximationChoice.None;
        }

        if (int.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level))
        {
            return level >= 0 && level <= ApproximationLevels.Highest
                ? ApproximationLevels.Of(level)
                : throw new GenerationException($"there is no level {level}; 1 to {ApproximationLevels.Highest} can be given, and 0, which leaves nothing out");
        }

        ApproximationChoice choice = ApproximationChoice.None;
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (string part in whole.Split(',', StringSplitOptions.TrimEntries))
        {
            choice = Add(choice, part, seen);
        }

        return choice;
    }

    /// <summary>Refuses a choice whose numbers are out of range.</summary>
    /// <exception cref="GenerationException">They are.</exception>
    public static void Require(ApproximationChoice choice)
    {
        foreach (ApproximationTerm term in ApproximationTerm.All)
        {
            if (!term.IsInRange(choice))
            {
                throw new GenerationException($"'{term.Write(choice)}' is out of range; wanted {term.Range}");
            }
        }
    }

    /// <summary>The parts of a choice that leave something out.</summary>
    internal static string Of(ApproximationChoice choice)
    {
        string parts = string.Join(',', ApproximationTerm.All.Select(term => term.Write(choice)).OfType<string>());
        return parts.Length == 0 ? Off : parts;
    }

    private static ApproximationChoice Add(ApproximationChoice choice, string part, Dictionary<string, string> seen)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? part : part[..equals].TrimEnd();
        string? value = equals < 0 ? null : part[(equals + 1)..].TrimStart();
        if (ApproximationTerm.All.FirstOrDefault(term => term.Name == name) is not ApproximationTerm term)
        {
            throw new GenerationException(
                int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level)
                    ? $"a level stands alone, but '{part}' has others beside it; " + (level > 0 && level <= ApproximationLevels.Highest ? $"its own parts are {ApproximationLevels.Of(level)}" : $"wanted {s_wanted}")
                    : $"there is no approximation '{name}'; wanted {s_wanted}");
        }

        if (!seen.TryAdd(name, part))
        {
            throw new GenerationException($"'{name}' is named twice, '{seen[name]}' and '{part}'; once is enough");
        }

        ApproximationChoice added = term.Read(choice, value) ?? throw new GenerationException($"'{part}' cannot be understood; wanted {term.Range}");
        return term.IsInRange(added) ? added : throw new GenerationException($"'{part}' is out of range; wanted {term.Range}");
    }
}
