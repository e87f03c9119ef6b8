namespace Easel.Painting.Texts;

/// <summary>What was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The name that takes the fewest changed letters, if they are few.</summary>
    public static string? Find(string wanted, IEnumerable<string> names)
    {
        // Names that are much shorter or longer are not compared letter by letter: whoever sends a name of a million letters need not be waited for.
        int most = Math.Max(1, wanted.Length / 3);
        (string Name, int Changes)[] ranked = [.. names.Where(name => Math.Abs(name.Length - wanted.Length) <= most).Select(name => (name, Changes(wanted, name))).OrderBy(pair => pair.Item2)];
        return ranked.Length > 0 && ranked[0].Changes <= most ? ranked[0].Name : null;
    }

    /// <summary>Names that have the wanted word in them; if there is none, the nearest one that <see cref="Find"/> finds. At most so many.</summary>
    public static IReadOnlyList<string> FindSeveral(string wanted, IReadOnlyList<string> names, int most)
    {
        string[] around = [.. names.Where(name => wanted.Length > 1 && name.Contains(wanted, StringComparison.OrdinalIgnoreCase)).Take(most)];
        return around.Length > 0 ? around : Find(wanted, names) is string nearest ? [nearest] : [];
    }

    /// <summary>Letters to insert, delete, or replace, Levenshtein 1966.</summary>
    private static int Changes(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(from[i]) == char.ToLowerInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
