namespace Easel.Cli.Options;

/// <summary>An option of a command: its name and what help says of it.</summary>
/// <param name="Name">as the original spells it, such as <c>--ddim_steps</c>; with <c>-</c> for <c>_</c> it is understood too</param>
/// <param name="Help">one sentence without its point</param>
internal abstract record Option(string Name, string Help)
{
    /// <summary>What stands for its value in help, or none for a flag.</summary>
    public abstract string? Placeholder { get; }

    /// <summary>What its value is if it is not given, as help shows it.</summary>
    public virtual string? DefaultText => null;
}

/// <summary>An option without a value: given or not.</summary>
internal sealed record Flag(string Name, string Help) : Option(Name, Help)
{
    /// <inheritdoc/>
    public override string? Placeholder => null;
}
