using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>Unicode's normal form C: letters and marks in one order, composed where a composed character exists.</summary>
/// <remarks>
/// Unicode Standard Annex 15. The library's own <see cref="string.Normalize()"/> returns its argument unchanged where globalization is
/// invariant, as it is here so that no ICU need be installed.
/// </remarks>
internal static class CanonicalComposition
{
    // Unicode Standard, section 3.12: Hangul syllables are arithmetic.
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, LastOfNone = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    private static readonly Lazy<Tables> s_tables = new(Load);

    /// <summary>The normal form C of a text.</summary>
    public static string Compose(string text)
    {
        // Nothing below the first combining mark changes by itself.
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF'))
        {
            return text;
        }

        List<int> characters = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, characters);
        }

        Span<int> decomposed = CollectionsMarshal.AsSpan(characters);
        OrderMarks(decomposed);
        return Recompose(decomposed);
    }

    private static void Decompose(int character, List<int> into)
    {
        if (character - FirstSyllable is >= 0 and < Leads * Vowels * Trails and int syllable)
        {
            into.Add(FirstLead + (syllable / (Vowels * Trails)));
            into.Add(FirstVowel + (syllable / Trails % Vowels));
            if (syllable % Trails > 0)
            {
                into.Add(LastOfNone + (syllable % Trails));
            }
        }
        else if (s_tables.Value.Parts.TryGetValue(character, out int[]? parts))
        {
            foreach (int part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(character);
        }
    }

    /// <summary>Sorts each run of marks by class; marks of one class keep their order.</summary>
    private static void OrderMarks(Span<int> characters)
    {
        for (int start = 0; start < characters.Length; start++)
        {
            int end = start;
            while (end < characters.Length && ClassOf(characters[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                // Class, then place: a stable order. Marks have 21 bits.
                ulong[] keys = new ulong[end - start];
                for (int i = 0; i < keys.Length; i++)
                {
                    keys[i] = ((ulong)ClassOf(characters[start + i]) << 56) | ((ulong)i << 21) | (uint)characters[start + i];
                }

                Array.Sort(keys);
                for (int i = 0; i < keys.Length; i++)
                {
                    characters[start + i] = (int)(keys[i] & 0x1FFFFF);
                }
            }

            start = end;
        }
    }

    /// <summary>Joins each starter with the marks and letters behind it that nothing of their class parts from it.</summary>
    private static string Recompose(ReadOnlySpan<int> characters)
    {
        List<int> composed = [];
        int starter = -1;
        int lastClass = 0;

        foreach (int character in characters)
        {
            int markClass = ClassOf(character);
            bool reachesStarter = starter >= 0 && (lastClass < markClass || (lastClass == 0 && starter == composed.Count - 1));
            if (reachesStarter && TryJoin(composed[starter], character, out int joined))
            {
                composed[starter] = joined;
                continue;
            }

            if (markClass == 0)
            {
                starter = composed.Count;
            }

            lastClass = markClass;
            composed.Add(character);
        }

        var text = new StringBuilder(composed.Count);
        foreach (int character in composed)
        {
            text.Append(new Rune(character));
        }

        return text.ToString();
    }

    private static bool TryJoin(int first, int second, out int joined)
    {
        if (first - FirstLead is >= 0 and < Leads and int lead && second - FirstVowel is >= 0 and < Vowels and int vowel)
        {
            joined = FirstSyllable + (((lead * Vowels) + vowel) * Trails);
            return true;
        }

        bool needsTrail = first - FirstSyllable is >= 0 and < Leads * Vowels * Trails and int syllable && syllable % Trails == 0;
        if (needsTrail && second - LastOfNone is > 0 and < Trails and int trail)
        {
            joined = first + trail;
            return true;
        }

        return s_tables.Value.Joined.TryGetValue((first, second), out joined);
    }

    private static int ClassOf(int character) => s_tables.Value.Classes.GetValueOrDefault(character);

    private static Tables Load()
    {
        var tables = new Tables([], [], []);
        foreach (string entry in CharacterTable.Entries("Composition.txt"))
        {
            int split = entry.AsSpan().IndexOfAny('=', '>', ':');
            string left = entry[..split];
            string right = entry[(split + 1)..];

            if (entry[split] == ':')
            {
                string[] ends = left.Split('-');
                for (int character = Hex(ends[0]); character <= Hex(ends[^1]); character++)
                {
                    tables.Classes.Add(character, int.Parse(right, CultureInfo.InvariantCulture));
                }

                continue;
            }

            int[] parts = Array.ConvertAll(right.Split('+'), Hex);
            tables.Parts.Add(Hex(left), parts);
            if (entry[split] == '=')
            {
                tables.Joined.Add((parts[0], parts[1]), Hex(left));
            }
        }

        return tables;

        static int Hex(string number) => int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <param name="Parts">What a character comes apart into, one level deep.</param>
    /// <param name="Joined">The character that two compose to.</param>
    /// <param name="Classes">The combining class, where it is not 0.</param>
    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Joined, Dictionary<int, int> Classes);
}
