namespace Easel.Fuzzing.Engine;

/// <summary>Long inputs of few different words: where time or memory grows faster than an input's length, they show it.</summary>
internal static class StretchedInputs
{
    /// <summary>Each word many times over, alone, behind a whole input, and between the beginnings and ends of pairs of words.</summary>
    /// <param name="target">Whose words and seeds they are made of.</param>
    /// <param name="length">Bytes of an input, about.</param>
    public static IEnumerable<byte[]> Of(FuzzTarget target, int length)
    {
        byte[] seed = target.Seeds.First();
        byte[][] words = [.. target.Tokens.Concat([" "u8.ToArray(), "a"u8.ToArray(), "1"u8.ToArray(), "\n"u8.ToArray()]).Where(word => word.Length > 0)];
        foreach (byte[] word in words)
        {
            yield return [.. seed, .. Repeat(word, length)];
            foreach (byte[] other in words)
            {
                yield return [.. Repeat(word, length / 2), .. Repeat(other, length / 2)];
                yield return Repeat([.. word, .. other], length);
                yield return [.. word, .. Repeat(other, length), .. word];
            }
        }
    }

    private static byte[] Repeat(byte[] word, int length)
    {
        byte[] repeated = new byte[Math.Max(1, length / word.Length) * word.Length];
        for (int i = 0; i < repeated.Length; i++)
        {
            repeated[i] = word[i % word.Length];
        }

        return repeated;
    }
}
