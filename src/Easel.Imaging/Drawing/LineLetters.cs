namespace Easel.Imaging.Drawing;

/// <summary>Capital letters of lines, 4 wide and 6 high: those that the replacement card needs.</summary>
internal static class LineLetters
{
    /// <summary>From one letter's left to the next one's.</summary>
    private const double Step = 5.6;

    /// <summary>Of <c>I</c>, whose line stands in the middle of nothing, and of a space.</summary>
    private const double NarrowStep = 2.6;

    private const double Height = 6;

    private static readonly Dictionary<char, double[][]> s_letters = new()
    {
        ['A'] = [[0, 6, 2, 0, 4, 6], [0.8, 3.9, 3.2, 3.9]],
        ['E'] = [[4, 0, 0, 0, 0, 6, 4, 6], [0, 3, 3.3, 3]],
        ['G'] = [[3.8, 1.3, 3.1, 0.3, 2, 0, 0.9, 0.3, 0.2, 1.3, 0, 3, 0.2, 4.7, 0.9, 5.7, 2, 6, 3.1, 5.7, 3.8, 4.8, 4, 3.4, 2.4, 3.4]],
        ['H'] = [[0, 0, 0, 6], [4, 0, 4, 6], [0, 3, 4, 3]],
        ['I'] = [[0.5, 0, 0.5, 6]],
        ['N'] = [[0, 6, 0, 0, 4, 6, 4, 0]],
        ['O'] = [[2, 0, 0.9, 0.3, 0.2, 1.3, 0, 3, 0.2, 4.7, 0.9, 5.7, 2, 6, 3.1, 5.7, 3.8, 4.7, 4, 3, 3.8, 1.3, 3.1, 0.3, 2, 0]],
        ['P'] = [[0, 6, 0, 0, 2.6, 0, 3.6, 0.5, 4, 1.6, 3.6, 2.8, 2.6, 3.3, 0, 3.3]],
        ['R'] = [[0, 6, 0, 0, 2.6, 0, 3.6, 0.5, 4, 1.6, 3.6, 2.8, 2.6, 3.3, 0, 3.3], [2.3, 3.3, 4, 6]],
        ['T'] = [[0, 0, 4, 0], [2, 0, 2, 6]],
        ['U'] = [[0, 0, 0, 4.1, 0.4, 5.3, 1.2, 5.9, 2, 6, 2.8, 5.9, 3.6, 5.3, 4, 4.1, 4, 0]],
        ['V'] = [[0, 0, 2, 6, 4, 0]],
        ['Y'] = [[0, 0, 2, 3.1, 4, 0], [2, 3.1, 2, 6]],
        [' '] = [],
    };

    /// <summary>A line of text, written around a middle.</summary>
    /// <param name="text">Of the letters there are.</param>
    /// <param name="center">The text's middle.</param>
    /// <param name="size">The letters' height.</param>
    /// <returns>Each letter's lines.</returns>
    public static IEnumerable<Place[][]> Write(string text, Place center, double size)
    {
        double scale = size / Height;
        double width = text.Sum(StepOf) - StepOf(text[^1]) + WidthOf(text[^1]);
        Place at = center - new Place(width * scale / 2, size / 2);
        foreach (char letter in text)
        {
            Place corner = at;
            if (s_letters[letter].Length > 0)
            {
                yield return [.. s_letters[letter].Select(line => line.Chunk(2).Select(pair => corner + (new Place(pair[0], pair[1]) * scale)).ToArray())];
            }

            at += new Place(StepOf(letter) * scale, 0);
        }
    }

    private static double StepOf(char letter) => letter is 'I' or ' ' ? NarrowStep : Step;

    private static double WidthOf(char letter) => letter is 'I' or ' ' ? 1 : 4;
}
