using Easel.Diffusion.Pipelines;
using Easel.Models.Tokenizers;
using Easel.Server.Models;

namespace Easel.Server.Api.Reading;

/// <summary>What models read prompts with, opened when it is first asked for.</summary>
/// <param name="models">Where models lie.</param>
internal sealed class Tokenizers(ModelList models)
{
    private const int MostKept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClipTokenizer> _kept = new(StringComparer.Ordinal);

    /// <summary>The tokenizer of a model.</summary>
    /// <param name="model">Its name; the server's own if none is given.</param>
    /// <exception cref="Diffusion.GenerationException">It has no vocabulary that can be read.</exception>
    public ClipTokenizer Of(string? model)
    {
        PipelineOptions pipeline = models.FindPlaced(model)?.Pipeline ?? throw new Diffusion.GenerationException("The model is not here any more.");
        string key = $"{pipeline.Checkpoint}\n{pipeline.Vocabulary}";
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out ClipTokenizer? there))
            {
                return there;
            }

            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            FoundVocabulary found = VocabularyFinder.Open(new VocabularyPlaces { Named = pipeline.Vocabulary, Checkpoint = pipeline.Checkpoint, Config = pipeline.Config });
            return _kept[key] = new ClipTokenizer(found.Vocabulary);
        }
    }
}
