using System.Runtime.InteropServices;
using System.Text;
using Easel.Models.Tokenizers.Repair;

namespace Easel.Models.Tokenizers;

/// <summary>Makes prompts into the ids that CLIP's text encoder reads.</summary>
/// <remarks>
/// The ids are those of the Hugging Face tokenizer that the original scripts call: special tokens written out are found first, what lies
/// between them is repaired (<see cref="TextRepair"/>), made small, cut into words, and each word's bytes are merged.
/// </remarks>
public sealed class ClipTokenizer(Vocabulary vocabulary)
{
    /// <summary>Ids in every result: positions of the text encoder.</summary>
    public const int Length = 77;

    internal const string Start = "<|startoftext|>";
    internal const string End = "<|endoftext|>";

    /// <summary>What has room between start and end.</summary>
    private const int Room = Length - 2;

    /// <summary>The symbols it makes prompts of.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Encodes a prompt; what is too long is cut, and said in the result.</summary>
    public Tokens Encode(string prompt) => Read(prompt).ToTokens();

    /// <summary>All tokens of a text, however many, without start and end.</summary>
    public IReadOnlyList<int> EncodeAll(string text) => Read(text).Symbols;

    private Reading Read(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);

        var reading = new Reading(Vocabulary);
        int position = 0;
        while (position < prompt.Length)
        {
            int special = NextSpecial(prompt, position, out string name);
            reading.AddText(TextRepair.Clean(prompt[position..special]));
            if (special < prompt.Length)
            {
                reading.AddSpecial(name);
            }

            position = special + name.Length;
        }

        return reading;
    }

    /// <summary>Where the next special token is written out, or the prompt's end.</summary>
    private static int NextSpecial(string prompt, int position, out string name)
    {
        int start = prompt.IndexOf(Start, position, StringComparison.Ordinal);
        int end = prompt.IndexOf(End, position, StringComparison.Ordinal);
        if (start < 0 && end < 0)
        {
            name = "";
            return prompt.Length;
        }

        bool isStart = start >= 0 && (end < 0 || start < end);
        name = isStart ? Start : End;
        return isStart ? start : end;
    }

    /// <summary>What has been read of one prompt.</summary>
    private sealed class Reading(Vocabulary vocabulary)
    {
        private readonly WordMerger _merger = new(vocabulary);
        private readonly List<int> _symbols = [];
        private readonly StringBuilder _text = new();
        private int _cutAt = -1;

        public IReadOnlyList<int> Symbols => _symbols;

        public void AddText(string text)
        {
            for (int position = 0; WordSplitter.TryNext(text, position, out Range word); position = word.End.Value)
            {
                if (text.AsSpan(word) is Start or End)
                {
                    _symbols.Add(IdOf(text[word]));
                }
                else
                {
                    _merger.Append(text.AsSpan(word), _symbols);
                }

                NoteCut(word.Start.Value);
            }

            _text.Append(text);
        }

        public void AddSpecial(string name)
        {
            _symbols.Add(IdOf(name));
            NoteCut(0);
            _text.Append(name);
        }

        public Tokens ToTokens()
        {
            int[] ids = new int[Length];
            Array.Fill(ids, vocabulary.EndId);
            ids[0] = vocabulary.StartId;
            _symbols.CopyTo(0, ids, 1, Math.Min(_symbols.Count, Room));

            string cut = _cutAt < 0 ? "" : _text.ToString(_cutAt, _text.Length - _cutAt);
            return new Tokens(ImmutableCollectionsMarshal.AsImmutableArray(ids), _symbols.Count, cut);
        }

        private int IdOf(string special) => special == Start ? vocabulary.StartId : vocabulary.EndId;

        /// <summary>Remembers the first word that does not fit whole.</summary>
        private void NoteCut(int word)
        {
            if (_cutAt < 0 && _symbols.Count > Room)
            {
                _cutAt = _text.Length + word;
            }
        }
    }
}
