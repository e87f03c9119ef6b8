using Easel.Diffusion;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>The options by which every painting command is told its model, and what they say together.</summary>
internal static class ModelArguments
{
    /// <summary>The file that is used where <c>--config</c> names none, and may be missing.</summary>
    public const string DefaultConfig = "configs/stable-diffusion/v1-inference.yaml";

    public static readonly ValueOption<string?> Checkpoint = OptionOf.Text("--ckpt", ChosenModel.UsualPlace, $"checkpoint: .ckpt, .safetensors, a diffusers folder, a name that easel models lists, such as sd-v1-4, or the word {PocketModel.Name}") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Config = OptionOf.Text("--config", DefaultConfig, "the model's sizes; a config.yaml beside the checkpoint comes before the default; recognised from the checkpoint if there is neither") with { Shown = "FILE" };

    public static readonly ValueOption<string?> Vocabulary = OptionOf.Text("--vocab", null, "CLIP's list of words (merges), bpe_simple_vocab_16e6.txt.gz; found by itself in the usual places") with { Shown = "FILE" };

    public static readonly Flag AveragedWeights = new("--ema", "use the averaged weights (model_ema) of a checkpoint that has them");

    /// <summary>Where help tells of the model that comes with Easel: when it paints. A comma or a full stop goes on from it.</summary>
    public const string WhenPocketPaints = $"Without --ckpt, and without a file in its default place, {PocketModel.Name} paints, the small model that comes with Easel";

    /// <summary>The model that a command line names, or the one for lack of a name.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pocket">The model that comes with Easel, if it is there.</param>
    /// <exception cref="UsageException">What is given belongs to a model that is not.</exception>
    public static ChosenModel Choose(ParsedOptions parsed, PocketModel? pocket) => Choose(parsed, pocket, Checkpoint);

    /// <inheritdoc cref="Choose(ParsedOptions, PocketModel?)"/>
    /// <param name="parsed">The command line.</param>
    /// <param name="pocket">The model that comes with Easel, if it is there.</param>
    /// <param name="checkpoint">The option that names a model, for commands that call it otherwise.</param>
    public static ChosenModel Choose(ParsedOptions parsed, PocketModel? pocket, ValueOption<string?> checkpoint)
    {
        if (parsed.Has(checkpoint))
        {
            return parsed.Of(checkpoint) is { Length: > 0 } name
                ? ChosenModel.Named(name, pocket) with { Option = checkpoint.Name }
                : throw new UsageException($"argument {checkpoint.Name}: no file is given");
        }

        ChosenModel model = ChosenModel.Default(pocket) with { Option = checkpoint.Name };
        Option[] ofAnother = [Config, Vocabulary, AveragedWeights];
        return model.StandsIn && Array.Find(ofAnother, parsed.Has) is Option option
            ? throw new UsageException(
                $"argument {option.Name}: is for a checkpoint of your own, but none is named, and there is none at {ChosenModel.UsualPlace}. "
                + $"Name it: {checkpoint.Name} FILE; or leave out {option.Name} to paint with {PocketModel.Name}, the small model that comes with Easel")
            : model;
    }

    /// <summary>How the model is opened; of <see cref="RunArguments"/> what is not on the command line has its default.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    public static PipelineOptions ReadPipeline(ParsedOptions parsed, ChosenModel model)
    {
        ApproximationChoice fast = parsed.Of(RunArguments.Fast);
        if (parsed.Of(RunArguments.Device) is { Card: not null } card && ProcessorOnly.PartOf(fast) is string part)
        {
            throw new UsageException($"argument --fast: {Quoted.Of(part)} is computed on the processor only; leave it out, or leave out --device {card}");
        }

        return new PipelineOptions
        {
            Checkpoint = model.Checkpoint,
            Config = parsed.Has(Config) ? parsed.Of(Config) : model.Pocket?.Options.Config ?? FindConfig(model.Checkpoint),
            Vocabulary = parsed.Of(Vocabulary) ?? model.Pocket?.Options.Vocabulary,
            UseAveragedWeights = parsed.Has(AveragedWeights),
            Precision = PrecisionNames.Read(parsed.Of(RunArguments.Precision))!.Value,
            Device = parsed.Of(RunArguments.Device),
            UsesInt8 = fast.UsesInt8,
            Threads = (int)parsed.Of(RunArguments.Threads),
            WeightCache = RunArguments.ReadWeightCache(parsed),
        };
    }

    /// <summary>The config that lies beside the checkpoint, else the original's, else none.</summary>
    public static string? FindConfig(string checkpoint)
        => ConfigFile.Beside(checkpoint) ?? (File.Exists(DefaultConfig) ? DefaultConfig : null);
}
