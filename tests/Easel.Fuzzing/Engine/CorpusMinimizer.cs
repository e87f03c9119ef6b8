namespace Easel.Fuzzing.Engine;

/// <summary>Chooses few and short inputs that reach all that a corpus reaches.</summary>
internal static class CorpusMinimizer
{
    /// <summary>Short inputs first, each kept that takes an edge none before it took.</summary>
    /// <param name="target">What reads them.</param>
    /// <param name="map">Where its code counts.</param>
    /// <param name="inputs">The corpus.</param>
    public static List<byte[]> Choose(FuzzTarget target, EdgeMap map, IEnumerable<byte[]> inputs)
    {
        Execution execution = new(target);
        execution.WarmUp();
        HashSet<int> reached = [];
        List<byte[]> chosen = [];
        foreach (byte[] input in inputs.OrderBy(input => input.Length).ThenBy(InputStore.NameOf, StringComparer.Ordinal))
        {
            map.Begin();
            bool isFinding = execution.Judge(input).IsFinding;
            map.End();
            int before = reached.Count;
            reached.UnionWith(map.Last());
            if (reached.Count > before && !isFinding)
            {
                chosen.Add(input);
            }
        }

        return chosen;
    }
}
