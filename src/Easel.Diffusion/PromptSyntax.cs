namespace Easel.Diffusion;

/// <summary>How prompts are read.</summary>
public enum PromptSyntax
{
    /// <summary>As they stand, as the original programs do; what is longer than the text encoder reads is cut.</summary>
    Literal,

    /// <summary>With the web UI's weights and commands, <c>(a:1.3)</c>, <c>[a]</c>, <c>BREAK</c>, <c>AND</c>, <c>[from:to:when]</c>, <c>[a|b]</c>; of any length.</summary>
    Weighted,
}
