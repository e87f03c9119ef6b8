using Easel.Checkpoints;
using Easel.Cuda.Driver;
using Easel.Diffusion.Guidance;
using Easel.Diffusion.Previews;
using Easel.Diffusion.Schedules;
using Easel.Diffusion.Together;
using Easel.Models;
using Easel.Models.Autoencoders;
using Easel.Models.TextEncoders;
using Easel.Models.Tokenizers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>A checkpoint's networks on a device, ready to run.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly ReleasableTextEncoder _textEncoder;
    private FiniteGuard? _guard;
    private Turn? _turn;

    private LoadedModel(Device device, ModelShape shape, Weights weights, ClipTokenizer tokenizer, NoiseSchedule schedule, bool readsPictures)
    {
        Device = device;
        Shape = shape;
        Tokenizer = tokenizer;
        Schedule = schedule;
        _textEncoder = new ReleasableTextEncoder(weights / ModelNames.TextEncoder, shape.TextEncoder);
        UNet = new UNetModel(weights / ModelNames.UNet, shape.UNet);
        Decoder = new Decoder(weights / ModelNames.Autoencoder, shape.Autoencoder);
        Encoder = readsPictures || ReadsMask ? new Encoder(weights / ModelNames.Autoencoder, shape.Autoencoder) : null;
    }

    /// <summary>The kind of model, such as <c>Stable Diffusion v1</c>.</summary>
    public required string Family { get; init; }

    /// <summary>32-bit words that PyTorch's generator gives away before it reads the first prompt.</summary>
    public required ulong WordsBeforeFirstPrompt { get; init; }

    /// <summary>See <see cref="PipelineSummary.Settings"/>.</summary>
    public required string Settings { get; init; }

    /// <summary>See <see cref="PipelineSummary.Vocabulary"/>.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Whether some of its layers are in int8.</summary>
    public required bool UsesInt8 { get; init; }

    /// <summary>The place where its weights are kept between runs, if there is one.</summary>
    public required KeptWeights? Kept { get; init; }

    /// <summary>What was free on the card it runs on; none on the processor.</summary>
    public required CardRoom? Room { get; init; }

    /// <summary>Looks at what is computed, and does again what overflows.</summary>
    public required FiniteGuard Guard
    {
        get => _guard!;
        init => _guard = value;
    }

    /// <summary>The file of the text encoder's vocabulary.</summary>
    public required string VocabularyFile { get; init; }

    /// <summary>How its latents look.</summary>
    public required LatentColours Colours { get; init; }

    public Device Device { get; }

    public ModelShape Shape { get; }

    public ClipTokenizer Tokenizer { get; }

    public NoiseSchedule Schedule { get; }

    /// <summary>What reads prompts; loaded again if it was released.</summary>
    public TextEncoder TextEncoder => _textEncoder.Loaded;

    public UNetModel UNet { get; }

    public Decoder Decoder { get; }

    /// <summary>What reads pictures, if it was opened for that.</summary>
    public Encoder? Encoder { get; }

    /// <summary>Whether the UNet reads a mask and a picture beside the latent, as those made for inpainting do.</summary>
    public bool ReadsMask => Shape.UNet.Inputs != Shape.UNet.Outputs;

    /// <summary>Opens a checkpoint, finds out what it is, and prepares its networks.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="warn">Told of what is odd but no obstacle.</param>
    /// <param name="devices">Opens the device.</param>
    public static LoadedModel Open(PipelineOptions options, Action<string> warn, Devices devices)
    {
        // Before the weights are read: what is written to a file later, or read again, must not pass for what they were made of.
        Dictionary<string, string?> stamps = CheckpointContent.StampsOf(options);
        using Checkpoint checkpoint = Checkpoint.Open(options.Checkpoint);
        string? configPath = options.Config ?? ConfigFile.Beside(options.Checkpoint);
        OriginalConfig? config = configPath is null ? null : ConfigFile.Read(configPath);
        bool averaged = options.UseAveragedWeights || config?.UseEma == true;
        ModelShape shape = ShapeOf(checkpoint, averaged, config, configPath);
        if (options.Planned is ImageRequest wanted)
        {
            RequestRules.Require(wanted, shape);
        }

        (Device device, CardRoom? room) = devices.Open(options, shape, warn);
        try
        {
            if (room is null && options.Planned is ImageRequest planned)
            {
                MemoryForecast.Require(planned, shape, options);
            }

            KeptWeights? kept = OpenKept(options, checkpoint, stamps, averaged, device, warn);
            Weights weights = checkpoint.Weights(device, averaged);
            FoundVocabulary found = FindVocabulary(options with { Config = configPath }, config?.TextEncoder, shape.TextEncoder, warn);
            ulong words = ModelShapes.HasOwnTextTower(configPath, config) ? LateTextTower.Words(shape.TextEncoder) : 0;
            LoadedModel model = new(device, shape, weights, new ClipTokenizer(found.Vocabulary), options.Schedule ?? ReadSchedule(weights, shape.Diffusion), options.ReadsPictures || options.Planned?.Initial is not null)
            {
                VocabularyFile = found.Path,
                Colours = LatentColours.Of(shape, config),
                Kept = kept,
                Room = room,
                UsesInt8 = options.UsesInt8,
                Guard = new FiniteGuard(device, () => new ExactWeights(options.Checkpoint, () => Checkpoint.Open(options.Checkpoint), averaged, stamps)),
                Family = CheckpointFamily.Of(checkpoint.Tensors).Name,
                WordsBeforeFirstPrompt = words,
                Settings = ModelShapes.DigestOf(shape, averaged, words),
                Vocabulary = found.Vocabulary.Digest(),
            };
            WarnOfSurplus(weights, checkpoint.Path, warn);
            if (options.ReleasesTextEncoder && kept is null)
            {
                model._textEncoder.AllowRelease(options, stamps, averaged);
            }

            if (device is CpuDevice processor)
            {
                kept?.SaveNew(processor, warn);
            }

            return model;
        }
        catch (NonFiniteWeightException exception)
        {
            device.Dispose();
            throw new CheckpointException($"{checkpoint.Path}: {exception.Message}. The file is damaged, or was saved from a training run that diverged.", exception);
        }
        catch (CudaException exception) when (options.Device.IsAuto)
        {
            device.Dispose();
            warn($"{device.Name} cannot be used: {exception.Message} The processor paints instead.");
            return Open(options with { Device = DeviceChoice.Cpu }, warn, devices);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>Reads prompts for the UNet.</summary>
    /// <param name="context">The encoded prompts, [batch, tokens, width]; not needed afterwards.</param>
    /// <param name="repeats">Whether they will be seen in many steps on end.</param>
    public IConditionedModel Read(Tensor context, bool repeats = true)
    {
        ConditionedUNet own = new(UNet, context, repeats);
        return _turn is null ? own : new JoinedReading(own, _turn, Guard);
    }

    /// <summary>The same model for a run beside others: it waits for its turn where it calls the UNet, and notes for itself what is computed again.</summary>
    public LoadedModel WithTurn(Turn turn)
    {
        LoadedModel own = (LoadedModel)MemberwiseClone();
        own._guard = Guard.Another();
        own._turn = turn;
        return own;
    }

    /// <summary>Gives the text encoder's memory back, if <see cref="PipelineOptions.ReleasesTextEncoder"/> says so.</summary>
    public void ReleaseTextEncoder() => _textEncoder.Release();

    public void Dispose()
    {
        try
        {
            Kept?.Dispose();
        }
        finally
        {
            Device.Dispose();
        }
    }

    private static ModelShape ShapeOf(Checkpoint checkpoint, bool averaged, OriginalConfig? config, string? configPath)
    {
        // Before the device: which one is taken depends on how large the model is.
        using NamingDevice none = new();
        return ModelShapes.Of(checkpoint.Weights(none, averaged), checkpoint, config, configPath);
    }

    /// <summary>The place of prepared weights, if there is to be one; the device is given those that are there.</summary>
    private static KeptWeights? OpenKept(PipelineOptions options, Checkpoint checkpoint, Dictionary<string, string?> stamps, bool averaged, Device device, Action<string> warn)
    {
        if (options.WeightCache is null)
        {
            return null;
        }

        if (device is not CpuDevice processor)
        {
            warn($"prepared weights (--weight-cache) are kept for the processor only, not for {device.Name}: nothing is read from {options.WeightCache.Folder}, or written there.");
            return null;
        }

        CheckpointContent content = new([.. checkpoint.Files.Select(file => (file.Path, stamps.GetValueOrDefault(file.Path)))], averaged, options.Precision, options.UsesInt8);
        KeptWeights kept = new(options.WeightCache, content);
        processor.Prepared = kept.Open(processor.PreparedForm, warn);
        return kept;
    }

    private static FoundVocabulary FindVocabulary(PipelineOptions options, string? textModel, TextEncoderShape shape, Action<string> warn)
    {
        FoundVocabulary found = VocabularyFinder.Open(new VocabularyPlaces
        {
            Named = options.Vocabulary,
            Checkpoint = options.Checkpoint,
            Config = options.Config,
            TextModel = textModel,
            Tokens = shape.Vocabulary,
        });
        if (found.Warning is string warning)
        {
            warn(warning);
        }

        int known = found.Vocabulary.Count;
        if (!VocabularyFinder.Fits(known, shape.Vocabulary) || shape.Positions != ClipTokenizer.Length)
        {
            throw new GenerationException(
                $"{found.Path}: {known} tokens in prompts of {ClipTokenizer.Length}, but the text encoder of {options.Checkpoint} knows {shape.Vocabulary} in prompts of {shape.Positions}. "
                + "Name the vocabulary that belongs to it: --vocab PATH");
        }

        return found;
    }

    /// <summary>The noise that the checkpoint says it was trained with; computed from the config's numbers if it says nothing.</summary>
    private static NoiseSchedule ReadSchedule(Weights weights, DiffusionShape shape)
    {
        if (weights.ShapeOf(ModelNames.AlphasCumulative) is not Shape recorded)
        {
            return ComputeSchedule(shape);
        }

        HostTensor alphas = weights.Take(ModelNames.AlphasCumulative, recorded.Rank == 1 ? recorded : [shape.TimeSteps]);
        try
        {
            return new NoiseSchedule(alphas.ToArray());
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException($"{weights.File}: tensor '{alphas.Name}' is no noise schedule: {exception.Message}", exception);
        }
    }

    private static NoiseSchedule ComputeSchedule(DiffusionShape shape)
    {
        try
        {
            return NoiseSchedule.Linear(shape.LinearStart, shape.LinearEnd, shape.TimeSteps);
        }
        catch (ArgumentException exception)
        {
            throw new ConfigException(
                $"linear_start {shape.LinearStart}, linear_end {shape.LinearEnd} and timesteps {shape.TimeSteps} of the config make no noise schedule: {exception.Message} Stable Diffusion 1 has 0.00085, 0.012 and 1000.",
                exception);
        }
    }

    /// <summary>Names what lies in the networks' places but is not theirs. The encoder, and what else lies there, may be for other tasks.</summary>
    private static void WarnOfSurplus(Weights weights, string file, Action<string> warn)
    {
        string[] surplus =
        [
            .. weights.Untaken.Where(name => name.StartsWith(ModelNames.UNet + ".", StringComparison.Ordinal)
                || name.StartsWith(ModelNames.Autoencoder + ".decoder.", StringComparison.Ordinal)
                || name.StartsWith(ModelNames.TextEncoder + ".", StringComparison.Ordinal)).Where(name => !name.EndsWith(".position_ids", StringComparison.Ordinal)),
        ];
        if (surplus.Length > 0)
        {
            string more = surplus.Length > 3 ? $" and {surplus.Length - 3} more" : "";
            warn($"{file}: tensors that the model has no place for: {string.Join(", ", surplus.Take(3))}{more}.");
        }
    }
}
