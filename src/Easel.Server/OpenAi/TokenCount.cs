using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Models.Tokenizers;

namespace Easel.Server.OpenAi;

/// <summary>Counts what a request reads and paints, for <c>usage</c>.</summary>
/// <param name="options">How the server's own model is opened, with whose vocabulary prompts are counted.</param>
internal sealed class TokenCount(ServerOptions options)
{
    private readonly Lazy<ClipTokenizer?> _tokenizer = new(() => Open(options.Pipeline));

    /// <summary>The usage of a request.</summary>
    /// <param name="request">What was painted.</param>
    /// <param name="count">How many pictures.</param>
    public ImageUsage Of(ImageRequest request, int count)
    {
        long places = (long)(request.Width / request.Downsampling) * (request.Height / request.Downsampling);
        return ImageUsage.Of(TextTokens(request), request.Initial is null ? 0 : places, places * count);
    }

    private long TextTokens(ImageRequest request)
    {
        long Count(string text) => text.Length == 0 ? 0 : _tokenizer.Value?.EncodeAll(text).Count ?? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return Count(request.Batches[0][0]) + Count(request.NegativePrompt);
    }

    /// <summary>The tokenizer; none where no vocabulary is, which the first job will tell.</summary>
    private static ClipTokenizer? Open(PipelineOptions pipeline)
    {
        try
        {
            return new ClipTokenizer(VocabularyFinder.Open(new VocabularyPlaces { Named = pipeline.Vocabulary, Checkpoint = pipeline.Checkpoint, Config = pipeline.Config }).Vocabulary);
        }
        catch (GenerationException)
        {
            return null;
        }
    }
}
