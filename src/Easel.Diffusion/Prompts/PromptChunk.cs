using Easel.Models.Tokenizers;

namespace Easel.Diffusion.Prompts;

/// <summary>As much of a prompt as the text encoder reads at once.</summary>
/// <param name="Ids">Start, up to 75 tokens, and the end in all places behind them: <see cref="ClipTokenizer.Length"/>.</param>
/// <param name="Weights">How much each counts; 1 for start and end.</param>
internal sealed record PromptChunk(int[] Ids, float[] Weights)
{
    /// <summary>Tokens of the prompt in a chunk.</summary>
    public const int Room = ClipTokenizer.Length - 2;

    /// <summary>What stands behind a comma that is no farther than this from a chunk's end goes to the next chunk whole: the web UI's default.</summary>
    public const int FarthestComma = 20;

    /// <summary>Whether some token counts other than as it stands.</summary>
    public bool HasWeights => Array.Exists(Weights, weight => weight != 1);

    /// <summary>The chunks of a prompt.</summary>
    /// <param name="prompt">With weights, without schedules.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="least">How many there are to be at least; the last ones are empty.</param>
    /// <returns>One or more.</returns>
    public static List<PromptChunk> Of(string prompt, ClipTokenizer tokenizer, int least = 1)
    {
        Filling filling = new(tokenizer.Vocabulary);
        foreach (WeightedText part in EmphasisParser.Read(prompt))
        {
            if (part.IsBreak)
            {
                filling.Finish();
                continue;
            }

            foreach (int id in tokenizer.EncodeAll(part.Text))
            {
                filling.Add(id, (float)part.Weight);
            }
        }

        return filling.End(least);
    }

    /// <summary>Chunks that are being filled. AUTOMATIC1111, <c>modules/sd_hijack_clip.py</c>.</summary>
    private sealed class Filling(Vocabulary vocabulary)
    {
        private readonly List<PromptChunk> _chunks = [];
        private List<(int Id, float Weight)> _tokens = [];
        private int _lastComma = -1;

        public void Add(int id, float weight)
        {
            if (id == vocabulary.CommaId)
            {
                _lastComma = _tokens.Count;
            }
            else if (_tokens.Count == Room && _lastComma >= 0 && Room - _lastComma <= FarthestComma)
            {
                List<(int Id, float Weight)> moved = _tokens[(_lastComma + 1)..];
                _tokens.RemoveRange(_lastComma + 1, moved.Count);
                Finish();
                _tokens = moved;
            }

            if (_tokens.Count == Room)
            {
                Finish();
            }

            _tokens.Add((id, weight));
        }

        /// <summary>Puts the chunk away as it is, and begins another.</summary>
        public void Finish()
        {
            int[] ids = new int[ClipTokenizer.Length];
            float[] weights = new float[ClipTokenizer.Length];
            Array.Fill(ids, vocabulary.EndId);
            Array.Fill(weights, 1);
            ids[0] = vocabulary.StartId;
            for (int i = 0; i < _tokens.Count; i++)
            {
                (ids[i + 1], weights[i + 1]) = _tokens[i];
            }

            _chunks.Add(new PromptChunk(ids, weights));
            _tokens = [];
            _lastComma = -1;
        }

        public List<PromptChunk> End(int least)
        {
            if (_tokens.Count > 0)
            {
                Finish();
            }

            while (_chunks.Count < Math.Max(1, least))
            {
                Finish();
            }

            return _chunks;
        }
    }
}
