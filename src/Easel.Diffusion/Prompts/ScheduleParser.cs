using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Easel.Diffusion.Prompts;

/// <summary>
/// Reads <c>[from:to:when]</c>, <c>[to:when]</c>, <c>[from::when]</c> and <c>[a|b]</c>, each within the other and within weights. Brackets that are nothing of this are text,
/// and so is all around them, up to the outermost bracket. As the grammar of AUTOMATIC1111's <c>modules/prompt_parser.py</c>, a prompt that it has no place for is all text:
/// one with a bar outside of square brackets, or a backslash that nothing follows.
/// </summary>
internal sealed partial class ScheduleParser
{
    // What is nested deeper is text: nobody writes it, and reading it would take as much of the stack.
    private const int MostNested = 100;

    private readonly string _prompt;
    private readonly Frame _root = new('\0');
    private readonly List<Frame> _open = [];

    private ScheduleParser(string prompt)
    {
        _prompt = prompt;
    }

    /// <summary>Reads a prompt; all can be read.</summary>
    public static PromptTree Read(string prompt)
    {
        ScheduleParser parser = new(prompt);
        string? obstacle = parser.FindObstacle();
        return new PromptTree(obstacle is null ? parser._root.End() : [new PromptNode.Text(prompt)], obstacle);
    }

    private Frame Top => _open.Count == 0 ? _root : _open[^1];

    private string? FindObstacle()
    {
        for (int i = 0; i < _prompt.Length; i++)
        {
            char c = _prompt[i];
            string? obstacle = null;
            switch (c)
            {
                case '\\' when i + 1 == _prompt.Length || _prompt[i + 1] == '\n':
                    obstacle = "nothing follows a backslash";
                    break;
                case '\\':
                    Top.Add(c);
                    Top.Add(_prompt[++i]);
                    break;
                case '(' or '[' when _open.Count == MostNested:
                    obstacle = $"brackets are nested more than {MostNested} deep";
                    break;
                case '(' or '[':
                    _open.Add(new Frame(c));
                    break;
                case ':' or '|':
                    obstacle = Separate(c, i);
                    break;
                case ')' or ']':
                    obstacle = Close(c, i);
                    break;
                default:
                    Top.Add(c);
                    break;
            }

            if (obstacle is not null)
            {
                return obstacle;
            }
        }

        return Flatten();
    }

    private string? Separate(char separator, int position)
    {
        if (!Top.Takes(separator) && Flatten() is string obstacle)
        {
            return obstacle;
        }

        if (_open.Count > 0)
        {
            Top.Separate(separator, position);
            return null;
        }

        _root.Add(separator);
        return separator == '|' ? OfBar() : null;
    }

    private string? Close(char bracket, int position)
    {
        Frame closed = Top;
        if (_open.Count > 0 && bracket == (closed.Open == '(' ? ')' : ']') && Read(closed, bracket, position) is List<PromptNode> nodes)
        {
            _open.RemoveAt(_open.Count - 1);
            Top.Add(nodes);
            return null;
        }

        string? obstacle = Flatten();
        _root.Add(bracket);
        return obstacle;
    }

    /// <summary>What a pair of brackets is, or nothing.</summary>
    private List<PromptNode>? Read(Frame frame, char bracket, int position)
    {
        if (frame.Open == '(' || frame.Separators.Count == 0)
        {
            return [.. frame.AsText(), new PromptNode.Text(bracket.ToString())];
        }

        if (frame.Separators[0] == '|')
        {
            return [new PromptNode.Alternating(frame.Segments())];
        }

        Match when = WhenPattern.Match(_prompt[(frame.LastSeparator + 1)..position]);
        if (!when.Success)
        {
            return null;
        }

        List<List<PromptNode>> segments = frame.Segments();
        double value = double.Parse(when.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool isShare = when.Groups[1].ValueSpan.Contains('.');
        return [new PromptNode.Scheduled(segments.Count == 3 ? segments[0] : [], segments[^2], value, isShare)];
    }

    /// <summary>Brackets that turn out not to fit are text, with all brackets around them; what was read whole within them stays.</summary>
    private string? Flatten()
    {
        bool hasBar = false;
        foreach (Frame frame in _open)
        {
            hasBar |= frame.Separators.Contains('|');
            _root.Add(frame.AsText());
        }

        _open.Clear();
        return hasBar ? OfBar() : null;
    }

    private static string OfBar() => "'|' stands where it parts no options of [a|b]; write \\| for the sign itself";

    [GeneratedRegex(@"^\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*$")]
    private static partial Regex WhenPattern { get; }

    /// <summary>A bracket that is open, and what stands in it so far; or the whole prompt.</summary>
    private sealed class Frame(char open)
    {
        private readonly List<List<PromptNode>> _segments = [[]];
        private readonly StringBuilder _text = new();

        public char Open => open;

        public List<char> Separators { get; } = [];

        public int LastSeparator { get; private set; }

        /// <summary>Whether a separator can stand here.</summary>
        public bool Takes(char separator) => separator switch
        {
            _ when open == '\0' => true,
            ':' => Separators.Count < (open == '(' ? 1 : 2) && !Separators.Contains('|'),
            _ => open == '[' && !Separators.Contains(':'),
        };

        public void Add(char c) => _text.Append(c);

        public void Add(List<PromptNode> nodes)
        {
            End().AddRange(nodes);
        }

        public void Separate(char separator, int position)
        {
            End();
            Separators.Add(separator);
            LastSeparator = position;
            _segments.Add([]);
        }

        public List<List<PromptNode>> Segments()
        {
            End();
            return _segments;
        }

        /// <summary>The bracket, its segments and their separators.</summary>
        public List<PromptNode> AsText()
        {
            End();
            List<PromptNode> nodes = [new PromptNode.Text(open.ToString()), .. _segments[0]];
            for (int i = 1; i < _segments.Count; i++)
            {
                nodes.Add(new PromptNode.Text(Separators[i - 1].ToString()));
                nodes.AddRange(_segments[i]);
            }

            return nodes;
        }

        /// <summary>Makes the letters that came last a node, and returns the segment.</summary>
        public List<PromptNode> End()
        {
            if (_text.Length > 0)
            {
                _segments[^1].Add(new PromptNode.Text(_text.ToString()));
                _text.Clear();
            }

            return _segments[^1];
        }
    }
}
