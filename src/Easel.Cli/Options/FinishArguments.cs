using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>Options about what finished pictures pass before they are written: the safety checker, the watermark, and the signature.</summary>
internal static class FinishArguments
{
    public static readonly Flag NoWatermark = WatermarkOption.Create();

    public static readonly Flag Watermark = new("--watermark", "put the invisible watermark into pictures, as txt2img does; the original leaves it out here");

    /// <summary>Of commands that check and mark pictures unless they are told not to.</summary>
    public static OptionGroup Group { get; } = new("Safety", [.. SafetyOptions.All, NoWatermark]);

    /// <summary>Of commands whose originals neither check nor mark pictures, and which do so if they are told to.</summary>
    public static OptionGroup GroupOnDemand { get; } = new("Safety", SafetyOptions.Checker, SafetyOptions.Replacement, Watermark);

    /// <summary>Both, unless the command line leaves one out.</summary>
    /// <exception cref="UsageException">It contradicts itself.</exception>
    public static FinishChoice Read(ParsedOptions parsed) => SigningOptions.AddTo(new FinishChoice(SafetyOptions.Read(parsed), !parsed.Has(NoWatermark)), parsed);

    /// <summary>What the command line asks for.</summary>
    /// <exception cref="UsageException">It names a replacement, but no checker.</exception>
    public static FinishChoice ReadOnDemand(ParsedOptions parsed)
    {
        SafetyChoice safety = SafetyOptions.Read(parsed);
        return safety is { Checker: null, Replacement: not null }
            ? throw new UsageException($"argument {SafetyOptions.Replacement.Name}: is for pictures that the safety checker flags, but none is named; name it: {SafetyOptions.Checker.Name} PATH")
            : SigningOptions.AddTo(new FinishChoice(safety with { IsOff = safety.Checker is null }, parsed.Has(Watermark)), parsed);
    }
}
