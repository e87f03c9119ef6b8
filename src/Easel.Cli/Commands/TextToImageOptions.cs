using Easel.Cli.Options;
using Easel.Cli.Painting;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Tensors;

namespace Easel.Cli.Commands;

/// <summary>What a command line of <c>txt2img</c> asks for.</summary>
internal sealed record TextToImageOptions
{
    /// <summary>Which model, and why.</summary>
    public required ChosenModel Model { get; init; }

    /// <summary>How it is opened.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>What is painted, but for the prompts.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>The prompt of all pictures, unless there is a file.</summary>
    public required string Prompt { get; init; }

    /// <summary>A file with a prompt on each line.</summary>
    public string? PromptFile { get; init; }

    /// <summary>Pictures painted at once.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Where files go.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether each picture becomes a file.</summary>
    public bool SavesPictures { get; init; }

    /// <summary>Pictures in a row of the grid; no grid if 0.</summary>
    public int GridColumns { get; init; }

    /// <summary>Whether a single picture has a grid too, as in the original.</summary>
    public bool WritesGridOfOne { get; init; }

    /// <summary>Whether other programs go first.</summary>
    public bool HasLowPriority { get; init; }

    /// <summary>Whether nothing but errors is said.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether events are told as JSON.</summary>
    public bool WritesJson { get; init; }

    /// <summary>Reads and checks a command line.</summary>
    /// <param name="parsed">What it says.</param>
    /// <param name="pocket">The model that comes with Easel, if it is there.</param>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    public static TextToImageOptions From(ParsedOptions parsed, PocketModel? pocket)
    {
        Refuse(parsed);
        ChosenModel model = ReadModel(parsed, pocket);
        ImageRequest request = ReadRequest(parsed, model.Pocket);
        RefuseMismatches(request);
        long columns = parsed.Of(TextToImageArguments.GridColumns);
        return new TextToImageOptions
        {
            Model = model,
            Pipeline = ReadPipeline(parsed, model),
            Request = request,
            Prompt = parsed.Of(TextToImageArguments.Prompt) ?? throw new UsageException("argument --prompt: no prompt is given; for an empty one say --prompt \"\""),
            PromptFile = parsed.Of(TextToImageArguments.PromptFile) is { Length: > 0 } file ? file : null,
            BatchSize = request.NoiseBatch,
            Folder = parsed.Of(TextToImageArguments.Folder) is { Length: > 0 } folder ? folder : throw new UsageException("argument --outdir: expected the name of a folder"),
            SavesPictures = !parsed.Has(TextToImageArguments.SkipSave),
            GridColumns = parsed.Has(TextToImageArguments.SkipGrid) ? 0 : columns > 0 ? (int)columns : request.NoiseBatch,
            WritesGridOfOne = model.Pocket is null || columns > 0 || parsed.Has(TextToImageArguments.SkipSave),
            HasLowPriority = parsed.Has(TextToImageArguments.LowPriority),
            IsQuiet = parsed.Has(TextToImageArguments.Quiet),
            WritesJson = parsed.Has(TextToImageArguments.Json),
        };
    }

    /// <summary>The request with its prompts.</summary>
    /// <exception cref="GenerationException">The file of prompts cannot be used.</exception>
    public ImageRequest RequestWithPrompts() => Request with
    {
        Batches = PromptFile is null ? PromptBatches.Repeat(Prompt, BatchSize) : PromptBatches.FromFile(PromptFile, BatchSize),
    };

    private static void Refuse(ParsedOptions parsed)
    {
        if (parsed.Has(TextToImageArguments.Laion400M))
        {
            throw new UsageException(
                "argument --laion400m: that is another model (latent diffusion text2img-large, whose text encoder is BERT), which Easel does not run yet. Leave it out to paint with Stable Diffusion v1.");
        }

        if (string.IsNullOrEmpty(parsed.Of(TextToImageArguments.Checkpoint)))
        {
            throw new UsageException("argument --ckpt: no file is given");
        }

        if (parsed.Of(TextToImageArguments.Device) is { Card: not null } card && ProcessorOnly.PartOf(parsed.Of(TextToImageArguments.Fast)) is string part)
        {
            throw new UsageException($"argument --fast: {Quoted.Of(part)} is computed on the processor only; leave it out, or leave out --device {card}");
        }

        if (parsed.Of(TextToImageArguments.Eta) < 0)
        {
            throw new UsageException("argument --ddim_eta: noise cannot be less than none; give 0 or more");
        }
    }

    private static void RefuseMismatches(ImageRequest request)
    {
        if (request.Steps < 2 && request.Sampler == SamplerKind.DpmSolver)
        {
            throw new UsageException("argument --ddim_steps: DPM-Solver needs 2 or more; give more, or leave out --dpm_solver");
        }

        if (request.Eta is not (null or 0) && request.Sampler == SamplerKind.Plms)
        {
            throw new UsageException("argument --ddim_eta: must be 0 for PLMS, which adds no noise; leave out --ddim_eta or --plms");
        }
    }

    private static ChosenModel ReadModel(ParsedOptions parsed, PocketModel? pocket)
    {
        if (parsed.Has(TextToImageArguments.Checkpoint))
        {
            return ChosenModel.Named(parsed.Of(TextToImageArguments.Checkpoint)!, pocket);
        }

        var model = ChosenModel.Default(pocket);
        Option[] ofAnother = [TextToImageArguments.Config, TextToImageArguments.Vocabulary, TextToImageArguments.AveragedWeights];
        return model.StandsIn && Array.Find(ofAnother, parsed.Has) is Option option
            ? throw new UsageException(
                $"argument {option.Name}: is for a checkpoint of your own, but none is named, and there is none at {ChosenModel.UsualPlace}. "
                + $"Name it: --ckpt FILE; or leave out {option.Name} to paint with {PocketModel.Name}, the small model that comes with Easel")
            : model;
    }

    /// <summary>The command line's request; what it leaves open the original has a default for, and the model that comes with Easel its own.</summary>
    private static ImageRequest ReadRequest(ParsedOptions parsed, PocketModel? pocket) => new()
    {
        Batches = [],
        Iterations = (int)parsed.Of(TextToImageArguments.Iterations, pocket?.Defaults.Iterations),
        NoiseBatch = (int)parsed.Of(TextToImageArguments.BatchSize, pocket?.Defaults.BatchSize),
        Sampler = SamplerOf(parsed) ?? pocket?.Sampler ?? SamplerKind.Ddim,
        Steps = (int)parsed.Of(TextToImageArguments.Steps, pocket?.Defaults.Steps),
        Eta = parsed.Of(TextToImageArguments.Eta),
        GuidanceScale = parsed.Of(TextToImageArguments.Scale, pocket?.Defaults.GuidanceScale),
        Width = (int)parsed.Of(TextToImageArguments.Width, pocket?.Defaults.Width),
        Height = (int)parsed.Of(TextToImageArguments.Height, pocket?.Defaults.Height),
        LatentChannels = (int)parsed.Of(TextToImageArguments.LatentChannels),
        Downsampling = (int)parsed.Of(TextToImageArguments.Downsampling),
        Seed = (ulong)parsed.Of(TextToImageArguments.Seed),
        Noise = parsed.Of(TextToImageArguments.Noise) switch { "cuda" => NoiseKind.Cuda, "numpy" => NoiseKind.Numpy, _ => NoiseKind.Torch },
        FixedStart = parsed.Has(TextToImageArguments.FixedStart),
        Approximations = parsed.Of(TextToImageArguments.Fast),
    };

    private static PipelineOptions ReadPipeline(ParsedOptions parsed, ChosenModel model) => new()
    {
        Checkpoint = model.Checkpoint,
        Config = parsed.Has(TextToImageArguments.Config) ? parsed.Of(TextToImageArguments.Config) : model.Pocket?.Options.Config ?? FindConfig(model.Checkpoint),
        Vocabulary = parsed.Of(TextToImageArguments.Vocabulary) ?? model.Pocket?.Options.Vocabulary,
        UseAveragedWeights = parsed.Has(TextToImageArguments.AveragedWeights),
        Precision = parsed.Of(TextToImageArguments.Precision) == "full" ? Precision.Full : Precision.Autocast,
        Device = parsed.Of(TextToImageArguments.Device),
        UsesInt8 = parsed.Of(TextToImageArguments.Fast).UsesInt8,
        Threads = (int)parsed.Of(TextToImageArguments.Threads),
        WeightCache = ReadWeightCache(parsed),
    };

    private static WeightCache? ReadWeightCache(ParsedOptions parsed)
    {
        if (!parsed.Has(TextToImageArguments.WeightCache))
        {
            return null;
        }

        string folder = parsed.Of(TextToImageArguments.WeightCache) ?? WeightCache.UsualFolder
            ?? throw new UsageException("argument --weight-cache: this system has no place for caches (neither EASEL_CACHE nor HOME is set); name a folder: --weight-cache DIR");
        if (folder.Length == 0)
        {
            throw new UsageException("argument --weight-cache: expected the name of a folder, or nothing for the user's own cache");
        }

        return File.Exists(folder)
            ? throw new UsageException($"argument --weight-cache: {Quoted.Of(folder)} is a file; a folder is wanted, which need not exist yet")
            : new WeightCache(folder);
    }

    /// <summary>The config that lies beside the checkpoint, else the original's, else none.</summary>
    private static string? FindConfig(string checkpoint)
        => ConfigFile.Beside(checkpoint) ?? (File.Exists(TextToImageArguments.DefaultConfig) ? TextToImageArguments.DefaultConfig : null);

    private static SamplerKind? SamplerOf(ParsedOptions parsed)
        => parsed.Has(TextToImageArguments.DpmSolver) ? SamplerKind.DpmSolver
            : parsed.Has(TextToImageArguments.Plms) ? SamplerKind.Plms
            : parsed.Has(TextToImageArguments.Ddim) ? SamplerKind.Ddim
            : null;
}
