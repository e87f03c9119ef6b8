using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>Options of painting commands about the safety checker.</summary>
internal static class SafetyOptions
{
    public static readonly ValueOption<string?> Checker = OptionOf.Text(
        OptionNames.SafetyChecker,
        null,
        "check pictures with these weights of CompVis/stable-diffusion-safety-checker: a .safetensors or pytorch_model.bin, its folder, or a diffusers folder; "
            + "found by itself in $EASEL_CACHE/safety-checker, in the user's own cache, or in the checkpoint's diffusers folder") with
    {
        Shown = "PATH",
    };

    public static readonly ValueOption<string?> Replacement = OptionOf.Text(
        OptionNames.Replacement,
        null,
        "the picture that takes the place of one that the safety checker flags, scaled to cover it; a card of Easel's own if none is given") with
    {
        Shown = "FILE",
    };

    public static readonly Flag Without = new(OptionNames.NoSafetyChecker, "check no picture, though there be weights");

    /// <summary>All, in help's order.</summary>
    public static IReadOnlyList<Option> All { get; } = [Checker, Replacement, Without];

    /// <summary>Reads and checks what a command line says.</summary>
    /// <exception cref="UsageException">It contradicts itself.</exception>
    public static SafetyChoice Read(ParsedOptions parsed)
    {
        bool isOff = parsed.Has(Without);
        foreach (ValueOption<string?> option in (ValueOption<string?>[])[Checker, Replacement])
        {
            if (parsed.Of(option) is "")
            {
                throw new UsageException($"argument {option.Name}: expected the name of a file");
            }

            if (isOff && parsed.Has(option))
            {
                throw new UsageException($"argument {option.Name}: has no meaning with {Without.Name}, which checks no picture; leave one of them out");
            }
        }

        return new SafetyChoice(parsed.Of(Checker), parsed.Of(Replacement), isOff);
    }
}
