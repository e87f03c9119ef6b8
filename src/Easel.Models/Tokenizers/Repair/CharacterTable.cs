namespace Easel.Models.Tokenizers.Repair;

/// <summary>Tables of characters that travel inside this assembly.</summary>
internal static class CharacterTable
{
    /// <summary>Every entry of a table: words between white space, in lines that do not start with '#'.</summary>
    public static IEnumerable<string> Entries(string name)
    {
        using Stream stream = typeof(CharacterTable).Assembly.GetManifestResourceStream(typeof(CharacterTable), name)
            ?? throw new InvalidOperationException($"The assembly lacks its table '{name}'.");
        using var reader = new StreamReader(stream);

        while (reader.ReadLine() is string line)
        {
            if (!line.StartsWith('#'))
            {
                foreach (string entry in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    yield return entry;
                }
            }
        }
    }
}
