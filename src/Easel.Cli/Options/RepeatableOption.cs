using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>An option with a value that may be given several times; all of them count, in their order.</summary>
/// <param name="Name">such as <c>--style</c></param>
/// <param name="Help">one sentence without its point</param>
/// <param name="Read">makes a value of a text, or throws a <see cref="UsageException"/> without the option's name</param>
internal sealed record RepeatableOption<T>(string Name, string Help, Func<string, T> Read) : ValueOption(Name, Help)
{
    /// <summary>What stands for the value in help; the name in capitals if not set.</summary>
    public string? Shown { get; init; }

    /// <inheritdoc/>
    public override string Placeholder => Shown ?? Name.TrimStart('-').ToUpperInvariant();

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

    /// <inheritdoc/>
    public override object? Join(object? before, object? value) => before is IReadOnlyList<T> several ? [.. several, (T)value!] : new List<T> { (T)value! };
}
