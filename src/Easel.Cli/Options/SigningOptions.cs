using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Provenance.Keys;

namespace Easel.Cli.Options;

/// <summary>Options of painting commands about what pictures' files tell of themselves, and who vouches for it.</summary>
internal static class SigningOptions
{
    public static readonly ValueOption<string?> Sign = OptionOf.Text(
        OptionNames.Sign,
        null,
        "sign pictures and grids with this key: a C2PA manifest in each file tells how it was painted. A PEM file of a private key with its certificates, which may also lie beside it as .crt; "
            + $"easel keys create makes one. The passphrase of an encrypted key is read from ${SigningKey.PassphraseVariable}") with
    {
        Shown = "KEY",
    };

    public static readonly Flag Private = new("--private", "leave prompts out of pictures' files: only their SHA-256 is told, in texts and in manifests. Whoever guesses a prompt can see that the guess is right");

    /// <summary>Both, in help's order.</summary>
    public static OptionGroup Group { get; } = new("Provenance", Sign, Private);

    /// <summary>A finish with what the command line says of both.</summary>
    /// <exception cref="UsageException">A key is given without a name.</exception>
    public static FinishChoice AddTo(FinishChoice finish, ParsedOptions parsed) => finish with { Key = parsed.FileOf(Sign), HidesPrompts = parsed.Has(Private) };
}
