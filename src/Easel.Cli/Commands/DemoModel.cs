using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>The model of <c>demo</c>, whose original names it by repositories of Hugging Face.</summary>
internal static class DemoModel
{
    // What the original's repository holds instead of a checkpoint.
    private const string OpenVinoFile = "unet.xml";

    /// <summary>The model that is named; under the original's own name, or none, the usual one. The tokenizer becomes the vocabulary.</summary>
    /// <exception cref="UsageException">What is given does not go together.</exception>
    public static ChosenModel Choose(ParsedOptions parsed, PocketModel? pocket)
    {
        if (TokenizerOf(parsed) is string tokenizer)
        {
            if (parsed.Has(ModelArguments.Vocabulary))
            {
                throw new UsageException("argument --tokenizer: is the same as --vocab; give one of them");
            }

            parsed.Set(ModelArguments.Vocabulary, tokenizer);
        }

        if (parsed.Of(DemoArguments.Model) == DemoKeys.OriginalModel)
        {
            parsed.Forget(DemoArguments.Model);
        }

        return ModelArguments.Choose(parsed, pocket, DemoArguments.Model);
    }

    /// <summary>Refuses files that are missing or of OpenVINO's own form, in the words of the options that name them.</summary>
    /// <exception cref="GenerationException">They are.</exception>
    public static void RequireFiles(ParsedOptions parsed, ChosenModel model)
    {
        if (TokenizerOf(parsed) is string tokenizer && !Path.Exists(tokenizer))
        {
            throw new GenerationException($"argument --tokenizer: there is no file or folder {tokenizer}, and nothing is fetched. Leave it out to use the vocabulary that is found by itself, or name CLIP's merges.");
        }

        if (File.Exists(Path.Combine(model.Checkpoint, OpenVinoFile)) || Path.GetExtension(model.Checkpoint) == ".xml")
        {
            throw new GenerationException($"{model.Checkpoint} is a model in OpenVINO's own form, which Easel does not read. Name what it was made of, a checkpoint or a diffusers folder: --model FILE");
        }
    }

    private static string? TokenizerOf(ParsedOptions parsed) => parsed.Of(DemoArguments.Tokenizer) switch
    {
        DemoKeys.OriginalTokenizer => null,
        null or "" => throw new UsageException("argument --tokenizer: no file is given"),
        string name => name,
    };
}
