namespace Easel.Checkpoints;

/// <summary>Finds the name that was perhaps meant.</summary>
internal static class NearestName
{
    // No name of a real tensor comes near it, and the time grows with it.
    private const int LongestName = 512;

    /// <summary>The candidate with the fewest letters changed, inserted or left out, or none of none.</summary>
    public static string? Find(string wanted, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string candidate in candidates.Where(name => name.Length <= LongestName).Order(StringComparer.Ordinal))
        {
            // The lengths' difference is the least that a distance can be.
            if (Math.Abs(candidate.Length - wanted.Length) < least)
            {
                int distance = Distance(wanted, candidate);
                if (distance < least)
                {
                    (least, nearest) = (distance, candidate);
                }
            }
        }

        return nearest;
    }

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
