using Easel.Cli.Commands;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Tensors;

namespace Easel.Cli.Studies;

/// <summary>The model of a command line, and how it is opened.</summary>
internal static class StudyModel
{
    /// <summary>The model that is named, or the one for lack of a name.</summary>
    /// <exception cref="UsageException">What is given belongs to a model that is not.</exception>
    public static ChosenModel Choose(ParsedOptions parsed, PocketModel? pocket)
    {
        if (parsed.Has(TextToImageArguments.Checkpoint))
        {
            return parsed.Of(TextToImageArguments.Checkpoint) is { Length: > 0 } name
                ? ChosenModel.Named(name, pocket)
                : throw new UsageException("argument --ckpt: no file is given");
        }

        var model = ChosenModel.Default(pocket);
        Option[] ofAnother = [TextToImageArguments.Config, TextToImageArguments.Vocabulary, TextToImageArguments.AveragedWeights];
        return model.StandsIn && Array.Find(ofAnother, parsed.Has) is Option option
            ? throw new UsageException($"argument {option.Name}: is for a checkpoint of your own, but none is named. Name it: --ckpt FILE")
            : model;
    }

    /// <summary>How it is opened.</summary>
    /// <exception cref="UsageException">A folder is none.</exception>
    public static PipelineOptions ReadPipeline(ParsedOptions parsed, ChosenModel model) => new()
    {
        Checkpoint = model.Checkpoint,
        Config = parsed.Has(TextToImageArguments.Config) ? parsed.Of(TextToImageArguments.Config) : model.Pocket?.Options.Config ?? FindConfig(model.Checkpoint),
        Vocabulary = parsed.Of(TextToImageArguments.Vocabulary) ?? model.Pocket?.Options.Vocabulary,
        UseAveragedWeights = parsed.Has(TextToImageArguments.AveragedWeights),
        Precision = parsed.Of(TextToImageArguments.Precision) == "full" ? Precision.Full : Precision.Autocast,
        Device = parsed.Of(TextToImageArguments.Device),
        Threads = (int)parsed.Of(TextToImageArguments.Threads),
        WeightCache = ReadWeightCache(parsed),
    };

    /// <summary>What a picture is asked for where the command line is silent: as the model paints best, else as the original program does.</summary>
    public static ImageRequest UsualRequest(ChosenModel model)
        => (model.Pocket?.RequestFor("") ?? new ImageRequest { Batches = [] }) with { Batches = [], Iterations = 1, NoiseBatch = 0 };

    private static string? FindConfig(string checkpoint)
        => ConfigFile.Beside(checkpoint) ?? (File.Exists(TextToImageArguments.DefaultConfig) ? TextToImageArguments.DefaultConfig : null);

    private static WeightCache? ReadWeightCache(ParsedOptions parsed)
    {
        if (!parsed.Has(TextToImageArguments.WeightCache))
        {
            return null;
        }

        string folder = parsed.Of(TextToImageArguments.WeightCache) ?? WeightCache.UsualFolder
            ?? throw new UsageException("argument --weight-cache: this system has no place for caches (neither EASEL_CACHE nor HOME is set); name a folder: --weight-cache DIR");
        return folder.Length == 0 || File.Exists(folder)
            ? throw new UsageException($"argument --weight-cache: expected the name of a folder, but {Quoted.Of(folder)} is none")
            : new WeightCache(folder);
    }
}
