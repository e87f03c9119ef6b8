using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Easel.Cli.Options;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;
using Easel.Provenance.Keys;

namespace Easel.Cli.Commands;

/// <summary><c>easel keys create FILE</c> and <c>easel keys show FILE</c>: keys that pictures are signed with.</summary>
internal static class KeysCommand
{
    private static readonly ValueOption<string?> s_name = OptionOf.Text("--name", "Easel user", $"create: whom the certificate names, up to {SelfMadeKey.LongestName} characters; viewers show it, nobody checks it") with { Shown = "NAME" };

    private static readonly ValueOption<string> s_curve = OptionOf.Choice("--curve", "P-256", "create: the key's curve; P-256 is read everywhere", "P-256", "P-384", "P-521");

    private static readonly ValueOption<long> s_days = OptionOf.Integer("--days", 730, 1, 36_500, "create: days until the certificate expires; what it signed no longer counts then, as there is no time-stamp") with { Shown = "N" };

    private static readonly OptionGroup s_options = new("Options", s_name, s_curve, s_days);

    private static readonly HelpPage s_help = new(
        "easel keys create FILE [options]\n       easel keys show FILE",
        "Makes a private key and a certificate for it (create), or tells what a key is and whether it can sign (show). Nothing is signed with it until a painting command is given --sign FILE. "
            + "A self-made key shows that pictures come from one holder of a key and were not changed since. It does not show who that is: anybody can make one with any name, and viewers say that the signer is unknown. "
            + "A key with a certificate of an authority is used in the same way.",
        [s_options],
        $"The file is readable by its owner alone (mode 0600). If ${SigningKey.PassphraseVariable} is set, the key in it is encrypted with that, and can be used only while it is set. "
            + "Whoever has the file can sign in its owner's name; keep it as a password.\n"
            + "Exit codes: 0 done, 1 the file cannot be written, read or signed with, 2 wrong command line.");

    /// <summary>Runs the command.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        ParsedOptions parsed = new OptionReader(s_options.Options).Read(words, maxPositionals: int.MaxValue);
        if (parsed.WantsHelp)
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return ExitCode.Success;
        }

        string[] known = ["create", "show"];
        return parsed.Positionals switch
        {
            ["create", string file] => Create(file, parsed, surroundings),
            ["show", _] when s_options.Options.Any(parsed.Has) => throw new UsageException("show: it makes nothing, so it has no options; leave them out"),
            ["show", string file] => Show(file, surroundings),
            [string word, ..] when known.Contains(word) => throw new UsageException($"{word}: wanted one file, found {parsed.Positionals.Count - 1}: easel keys {word} FILE"),
            [string other, ..] => throw new UsageException($"{Quoted.Of(other)} is none of create, show{(NearestName.Find(other, known) is string nearest ? $". Did you mean '{nearest}'?" : "")}"),
            [] => throw new UsageException("say what to do: create, show"),
        };
    }

    private static int Create(string file, ParsedOptions parsed, Surroundings surroundings)
    {
        string name = parsed.Of(s_name) ?? "";
        if (name.Length is 0 or > SelfMadeKey.LongestName || name.Any(char.IsControl))
        {
            throw new UsageException($"argument {s_name.Name}: {Quoted.Of(name)} has {name.Length} characters or some that cannot be seen; a name has 1 to {SelfMadeKey.LongestName}");
        }

        KeyCurve curve = parsed.Of(s_curve) switch { "P-384" => KeyCurve.P384, "P-521" => KeyCurve.P521, _ => KeyCurve.P256 };
        string? passphrase = Environment.GetEnvironmentVariable(SigningKey.PassphraseVariable);
        byte[] pem = Encoding.ASCII.GetBytes(SelfMadeKey.Create(name, curve, surroundings.Time.GetUtcNow(), (int)parsed.Of(s_days), passphrase));
        if (!OutputFolder.TryWriteSecret(file, pem))
        {
            throw new ImageException($"{file} exists already and is not overwritten: a key that is lost cannot be had again. Name another file, or move it away.");
        }

        surroundings.Output.WriteLine(file);
        surroundings.Error.WriteLine($"The key is {(string.IsNullOrEmpty(passphrase) ? $"not encrypted (${SigningKey.PassphraseVariable} is not set)" : $"encrypted with ${SigningKey.PassphraseVariable}")}. It shows that pictures have one signer, not who that is: nobody but you vouches for the name {Quoted.Of(name)}.");
        return ExitCode.Success;
    }

    private static int Show(string file, Surroundings surroundings)
    {
        using SigningKey key = SigningKeys.Load(file, surroundings.Time);
        TextWriter output = surroundings.Output;
        output.WriteLine($"{file}: can sign, with {key.Algorithm}");
        output.WriteLine($"  Certificate of: {Quoted.Harmless(key.Certificate.Subject)}");
        output.WriteLine($"  Vouched for by: {(key.IsSelfMade ? "nobody else: a self-made key" : Quoted.Harmless(key.Certificate.Issuer))}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Valid:          {key.Certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {key.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"));
        output.WriteLine($"  SHA-256:        {Convert.ToHexStringLower(SHA256.HashData(key.Certificate.RawDataMemory.Span))}");
        output.WriteLine($"  In manifests:   {key.ChainLength} certificate{(key.ChainLength == 1 ? "" : "s")}");
        return ExitCode.Success;
    }
}
