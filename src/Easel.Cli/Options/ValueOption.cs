using System.Globalization;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>An option with a value.</summary>
internal abstract record ValueOption(string Name, string Help) : Option(Name, Help)
{
    /// <summary>Whether it may stand without its value (argparse's <c>nargs='?'</c>), which is then none.</summary>
    public bool IsValueOptional { get; init; }

    /// <summary>Reads a value.</summary>
    /// <exception cref="UsageException">It is not one.</exception>
    public abstract object? Parse(string text);

    /// <summary>What is kept of a value if another was given before: of most options the last.</summary>
    public virtual object? Join(object? before, object? value) => value;
}

/// <summary>An option with a value of a type.</summary>
/// <param name="Name">as the original spells it</param>
/// <param name="Default">its value if it is not given</param>
/// <param name="Help">one sentence without its point</param>
/// <param name="Read">makes a value of a text, or throws a <see cref="UsageException"/> without the option's name</param>
internal sealed record ValueOption<T>(string Name, T Default, string Help, Func<string, T> Read) : ValueOption(Name, Help)
{
    /// <summary>What stands for the value in help; the name in capitals if not set.</summary>
    public string? Shown { get; init; }

    /// <inheritdoc/>
    public override string Placeholder => Shown ?? Name.TrimStart('-').ToUpperInvariant();

    /// <inheritdoc/>
    public override string? DefaultText => Default is null ? null : Convert.ToString(Default, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? Parse(string text)
    {
        try
        {
            return Read(text);
        }
        catch (UsageException error)
        {
            throw new UsageException($"argument {Name}: {error.Message}");
        }
    }
}
