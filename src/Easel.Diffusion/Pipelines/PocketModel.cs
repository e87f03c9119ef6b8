using Easel.Diffusion.Samplers;
using Easel.Models;

namespace Easel.Diffusion.Pipelines;

/// <summary>
/// The small model that comes with Easel: Stable Diffusion v1's architecture in small numbers, in <c>models/pocket</c> beside the program. Sizes and
/// defaults stand in its <c>config.yaml</c> and nowhere else.
/// </summary>
public sealed class PocketModel
{
    /// <summary>What it is called on a command line and in pictures.</summary>
    public const string Name = "pocket";

    private readonly Lazy<ModelDefaults> _defaults;

    private PocketModel(string folder)
    {
        Options = new PipelineOptions
        {
            Checkpoint = CheckpointIn(folder),
            Config = Path.Combine(folder, ConfigFile.Name),
            Vocabulary = Path.Combine(folder, VocabularyFinder.Merges),
        };
        _defaults = new(() => ConfigFile.Read(Options.Config).Defaults
            ?? throw new ConfigException($"{Options.Config}: no section 'easel', which says what this model paints where nothing else is asked for."));
    }

    /// <summary>Where it is looked for: beside the program, whatever the working directory.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", Name);

    /// <summary>How it is opened: its checkpoint, config and vocabulary.</summary>
    public PipelineOptions Options { get; }

    /// <summary>What it is asked for where nothing else is said.</summary>
    /// <exception cref="ConfigException">The config cannot be used.</exception>
    public ModelDefaults Defaults => _defaults.Value;

    /// <summary>The sampler of <see cref="Defaults"/>.</summary>
    public SamplerKind Sampler => Defaults.Sampler switch
    {
        "plms" => SamplerKind.Plms,
        "dpm_solver" => SamplerKind.DpmSolver,
        _ => SamplerKind.Ddim,
    };

    /// <summary>The model that came with this program; none if the program was built or copied without it.</summary>
    public static PocketModel? Find() => In(Folder);

    /// <summary>The model in a folder; none if the folder has no such checkpoint.</summary>
    public static PocketModel? In(string folder) => File.Exists(CheckpointIn(folder)) ? new PocketModel(folder) : null;

    /// <summary>A request for a prompt's pictures as the model paints them best.</summary>
    public ImageRequest RequestFor(string prompt) => new()
    {
        Batches = [[.. Enumerable.Repeat(prompt, Defaults.BatchSize)]],
        Iterations = Defaults.Iterations,
        Sampler = Sampler,
        Steps = Defaults.Steps,
        GuidanceScale = Defaults.GuidanceScale,
        Width = Defaults.Width,
        Height = Defaults.Height,
    };

    private static string CheckpointIn(string folder) => Path.Combine(folder, $"{Name}.safetensors");
}
