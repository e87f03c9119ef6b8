using Easel.Diffusion;
using Easel.Models.Tokenizers;
using Easel.Server.Api.Reading;

namespace Easel.Server.OpenAi;

/// <summary>Counts what a request reads and paints, for <c>usage</c>.</summary>
/// <param name="tokenizers">With whose vocabulary prompts are counted.</param>
internal sealed class TokenCount(Tokenizers tokenizers)
{
    /// <summary>The usage of a request.</summary>
    /// <param name="asked">What was painted.</param>
    /// <param name="count">How many pictures.</param>
    public ImageUsage Of(AskedImages asked, int count)
    {
        ImageRequest request = asked.Request;
        long places = (long)(request.Width / request.Downsampling) * (request.Height / request.Downsampling);
        return ImageUsage.Of(TextTokens(request, TokenizerOf(asked.Model.Name)), request.Initial is null ? 0 : places, places * count);
    }

    private static long TextTokens(ImageRequest request, ClipTokenizer? tokenizer)
    {
        long Count(string text) => text.Length == 0 ? 0 : tokenizer?.EncodeAll(text).Count ?? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return Count(request.Batches[0][0]) + Count(request.NegativePrompt);
    }

    /// <summary>The tokenizer; none where the model's vocabulary is gone since it painted.</summary>
    private ClipTokenizer? TokenizerOf(string model)
    {
        try
        {
            return tokenizers.Of(model);
        }
        catch (GenerationException)
        {
            return null;
        }
    }
}
