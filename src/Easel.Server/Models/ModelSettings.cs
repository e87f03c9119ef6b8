using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Models;
using Easel.Painting.Jobs;

namespace Easel.Server.Models;

/// <summary>What lies beside checkpoints and says how they are used.</summary>
internal static class ModelSettings
{
    /// <summary>What is painted best where nothing says otherwise: what <c>easel paint</c> paints.</summary>
    private static readonly ModelDefaults s_usual = new()
    {
        Width = PaintDefaults.Usual.Size.Width,
        Height = PaintDefaults.Usual.Size.Height,
        Sampler = SamplerNames.NameOf(PaintDefaults.Usual.Sampler),
        Steps = PaintDefaults.Usual.Steps,
        GuidanceScale = PaintDefaults.Usual.Scale,
        BatchSize = 1,
        Iterations = 1,
    };

    /// <summary>The folder of a file or folder.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? "";

    /// <summary>The config beside a checkpoint, if there is one that can be used.</summary>
    public static string? ConfigOf(string checkpoint)
    {
        try
        {
            return ConfigFile.Beside(checkpoint);
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    /// <summary>What a model paints best.</summary>
    /// <param name="pocket">The model that comes with Easel, if it is that one.</param>
    /// <param name="config">Its config, if it has one.</param>
    public static ModelDefaults DefaultsOf(PocketModel? pocket, string? config)
    {
        try
        {
            return pocket is not null ? pocket.Defaults
                : config is not null && File.Exists(config) ? ConfigFile.Read(config).Defaults ?? s_usual
                : s_usual;
        }
        catch (ConfigException)
        {
            // Whoever paints with it is told what is wrong.
            return s_usual;
        }
    }
}
