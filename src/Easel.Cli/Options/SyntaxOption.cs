using Easel.Diffusion;

namespace Easel.Cli.Options;

/// <summary><c>--syntax</c>: how a command's prompts are read.</summary>
internal static class SyntaxOption
{
    private const string Literal = "literal";
    private const string Weighted = "weighted";

    /// <summary>The option of a command of Easel's own.</summary>
    public static ValueOption<string> Create() => Create(Weighted);

    /// <summary>The option of a command whose original takes prompts as they stand.</summary>
    public static ValueOption<string> CreateLiteral() => Create(Literal);

    /// <summary>The syntax of a value.</summary>
    public static PromptSyntax KindOf(string choice) => choice == Literal ? PromptSyntax.Literal : PromptSyntax.Weighted;

    private static ValueOption<string> Create(string usual) => OptionOf.Choice(
        "--syntax",
        usual,
        "how prompts are read: weighted as web UIs do, (a:1.3), [a], BREAK, AND, [from:to:when], [a|b], at any length; literal as they stand",
        Weighted,
        Literal);
}
