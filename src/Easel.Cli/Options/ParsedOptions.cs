namespace Easel.Cli.Options;

/// <summary>What a command line says.</summary>
internal sealed class ParsedOptions
{
    private readonly Dictionary<Option, object?> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether help was asked for; nothing behind that is read.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>Whether a flag is given.</summary>
    public bool Has(Option option) => _values.ContainsKey(option);

    /// <summary>An option's last value, or its default.</summary>
    public T Of<T>(ValueOption<T> option) => _values.TryGetValue(option, out object? value) ? (T)value! : option.Default;

    /// <summary>Takes note of an option; of several the last counts.</summary>
    public void Set(Option option, object? value) => _values[option] = value;
}
