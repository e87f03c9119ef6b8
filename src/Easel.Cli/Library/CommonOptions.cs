using Easel.Cli.Options;
using Easel.Painting.Library;

namespace Easel.Cli.Library;

/// <summary>Options of every command on models.</summary>
internal static class CommonOptions
{
    /// <summary>More models.</summary>
    public static ValueOption<string?> Catalogue { get; } = OptionOf.Text("--catalogue", null, "a JSON file with more models, beside easel/models.json in your folder for settings (~/.config)") with { Shown = "FILE" };

    /// <summary>Little is said.</summary>
    public static Flag Quiet { get; } = new("--quiet", "say nothing but errors");

    /// <summary>For programs.</summary>
    public static Flag Json { get; } = new("--json", "print JSON, one object per line");

    /// <summary>The library that a command line means.</summary>
    public static ModelLibrary OpenLibrary(ParsedOptions options, Surroundings surroundings)
        => ModelLibrary.Open(surroundings.CacheFolder, options.Has(Catalogue) ? options.Of(Catalogue) : null);

    /// <summary>How it wants to be told.</summary>
    public static ReportStyle StyleOf(ParsedOptions options) => options.Has(Json) ? ReportStyle.Json : options.Has(Quiet) ? ReportStyle.Quiet : ReportStyle.Text;
}
