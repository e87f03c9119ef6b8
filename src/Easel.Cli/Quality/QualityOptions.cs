using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Painting;
using Easel.Painting.Texts;
using Easel.Tensors;

namespace Easel.Cli.Quality;

/// <summary>What a command line of <c>bench quality</c> asks for.</summary>
internal sealed record QualityOptions
{
    /// <summary>What is compared; <c>full</c> is painted in any case.</summary>
    public required IReadOnlyList<QualityVariant> Variants { get; init; }

    /// <summary>Which model, opened how, but for the precision.</summary>
    public required PipelineOptions Model { get; init; }

    /// <summary>Of the approximations.</summary>
    public required Precision Precision { get; init; }

    /// <summary>What is painted.</summary>
    public required IReadOnlyList<ImageRequest> Requests { get; init; }

    /// <summary>Times that all is painted.</summary>
    public required int Rounds { get; init; }

    /// <summary>Where pictures go, if anywhere.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether rows are told as JSON.</summary>
    public bool WritesJson { get; init; }

    /// <summary>Reads and checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    /// <exception cref="GenerationException">There is no model.</exception>
    public static QualityOptions From(ParsedOptions parsed, PocketModel? pocket)
    {
        string name = parsed.Of(QualityArguments.Checkpoint) is { Length: > 0 } checkpoint ? checkpoint : throw new UsageException("argument --ckpt: no file is given");
        if (parsed.Of(QualityArguments.Folder) is string folder && (folder.Length == 0 || Path.Exists(folder)))
        {
            throw new UsageException(folder.Length == 0 ? "argument --outdir: expected the name of a folder" : $"argument --outdir: {Quoted.Of(folder)} exists already; name a new folder");
        }

        var model = ChosenModel.Named(name, pocket);
        if (model.Pocket is null && name == PocketModel.Name && !Path.Exists(name))
        {
            throw new GenerationException($"{PocketModel.Name}, the small model that comes with Easel, is missing from {PocketModel.Folder}. Name another: --ckpt FILE");
        }

        ImageRequest request = (model.Pocket?.RequestFor("") ?? new ImageRequest { Batches = [] }) with
        {
            Sampler = QualityArguments.SamplerOf(parsed.Of(QualityArguments.Sampler)),
            Steps = (int)parsed.Of(QualityArguments.Steps),
        };
        int side = (int)parsed.Of(QualityArguments.Side);
        return new QualityOptions
        {
            Variants = VariantsOf(parsed),
            Model = (model.Pocket?.Options ?? new PipelineOptions { Checkpoint = model.Checkpoint }) with
            {
                Config = parsed.Of(QualityArguments.Config) ?? model.Pocket?.Options.Config,
                Vocabulary = parsed.Of(QualityArguments.Vocabulary) ?? model.Pocket?.Options.Vocabulary,
                Device = parsed.Of(QualityArguments.Device),
                Threads = (int)parsed.Of(QualityArguments.Threads),
            },
            Precision = parsed.Of(QualityArguments.Precision) == "full" ? Precision.Full : Precision.Autocast,
            Requests = QualityRequests.Of(side == 0 ? request : request with { Width = side, Height = side }, (int)parsed.Of(QualityArguments.Pictures)),
            Rounds = (int)parsed.Of(QualityArguments.Rounds),
            Folder = parsed.Of(QualityArguments.Folder),
            WritesJson = parsed.Has(QualityArguments.Json),
        };
    }

    /// <summary>What is compared: what was named, else the usual, as far as the device has it.</summary>
    private static IReadOnlyList<QualityVariant> VariantsOf(ParsedOptions parsed)
    {
        DeviceChoice device = parsed.Of(QualityArguments.Device);
        IReadOnlyList<QualityVariant>? named = parsed.Of(QualityArguments.Variants);
        if (device == DeviceChoice.Cpu)
        {
            return named ?? QualityVariant.Usual;
        }

        return named?.FirstOrDefault(variant => ProcessorOnly.PartOf(variant.Approximations) is not null) is QualityVariant first
            ? throw new UsageException($"argument --variants: {Quoted.Of(first.Name)} is computed on the processor only; leave it out, or leave out --device {device}")
            : named ?? [.. QualityVariant.Usual.Where(variant => ProcessorOnly.PartOf(variant.Approximations) is null)];
    }
}
