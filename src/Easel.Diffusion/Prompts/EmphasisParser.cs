using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Easel.Diffusion.Prompts;

/// <summary>
/// Reads the web UI's weights: <c>(a)</c> counts 1.1 times, <c>[a]</c> a 1.1th, <c>(a:1.3)</c> 1.3 times, each within the other. Brackets that are not closed reach to the
/// end, those that were not opened are text, a backslash makes the bracket behind it text, and is lost itself. AUTOMATIC1111, <c>modules/prompt_parser.py</c>.
/// </summary>
internal sealed partial class EmphasisParser
{
    // What is opened deeper is text: each pair of brackets goes over all that stands in it, and 1.1 to the 100th is 13,780.
    private const int MostNested = 100;

    private const double Round = 1.1;
    private const double Square = 1 / 1.1;

    private static readonly SearchValues<char> s_signs = SearchValues.Create("\\()[]:");

    private readonly List<WeightedText> _parts = [];
    private readonly Stack<int> _round = new();
    private readonly Stack<int> _square = new();

    private EmphasisParser()
    {
    }

    /// <summary>The stretches of a prompt, in order; neighbours differ in weight. One or more.</summary>
    public static List<WeightedText> Read(string prompt)
    {
        EmphasisParser parser = new();
        for (int position = 0; position < prompt.Length;)
        {
            position += parser.Take(prompt, position);
        }

        foreach (int start in parser._round)
        {
            parser.Multiply(start, Round);
        }

        foreach (int start in parser._square)
        {
            parser.Multiply(start, Square);
        }

        return parser.Merged();
    }

    /// <returns>Characters read.</returns>
    private int Take(string prompt, int position)
    {
        switch (prompt[position])
        {
            case '\\':
                string escaped = position + 1 < prompt.Length && prompt[position + 1] is '(' or ')' or '[' or ']' or '\\' ? prompt.Substring(position + 1, 1) : "";
                _parts.Add(new WeightedText(escaped, 1));
                return 1 + escaped.Length;
            case '(' when _round.Count < MostNested:
                _round.Push(_parts.Count);
                return 1;
            case '[' when _square.Count < MostNested:
                _square.Push(_parts.Count);
                return 1;
            case ')' when _round.TryPop(out int start):
                Multiply(start, Round);
                return 1;
            case ']' when _square.TryPop(out int start):
                Multiply(start, Square);
                return 1;
            case ':' when _round.Count > 0 && WeightPattern.Match(prompt, position) is { Success: true } match
                && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight):
                Multiply(_round.Pop(), weight);
                return match.Length;
            case '(' or '[' or ')' or ']' or ':':
                _parts.Add(new WeightedText(prompt.Substring(position, 1), 1));
                return 1;
            default:
                int length = prompt.AsSpan(position).IndexOfAny(s_signs);
                length = length < 0 ? prompt.Length - position : length;
                AddText(prompt.Substring(position, length));
                return length;
        }
    }

    private void AddText(string text)
    {
        string[] parts = BreakPattern.Split(text);
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                _parts.Add(new WeightedText("", 1, IsBreak: true));
            }

            _parts.Add(new WeightedText(parts[i], 1));
        }
    }

    private void Multiply(int start, double factor)
    {
        for (int i = start; i < _parts.Count; i++)
        {
            _parts[i] = _parts[i] with { Weight = _parts[i].IsBreak ? 1 : _parts[i].Weight * factor };
        }
    }

    /// <summary>Neighbours of one weight are one text to the tokenizer.</summary>
    private List<WeightedText> Merged()
    {
        List<WeightedText> merged = [];
        for (int i = 0; i < _parts.Count;)
        {
            int end = i + 1;
            while (end < _parts.Count && !_parts[i].IsBreak && !_parts[end].IsBreak && _parts[end].Weight == _parts[i].Weight)
            {
                end++;
            }

            merged.Add(_parts[i] with { Text = string.Concat(_parts[i..end].Select(part => part.Text)) });
            i = end;
        }

        return merged.Count > 0 ? merged : [new WeightedText("", 1)];
    }

    [GeneratedRegex(@"\G:\s*([+-]?[.0-9]+)\s*\)")]
    private static partial Regex WeightPattern { get; }

    [GeneratedRegex(@"\s*\bBREAK\b\s*")]
    private static partial Regex BreakPattern { get; }
}
