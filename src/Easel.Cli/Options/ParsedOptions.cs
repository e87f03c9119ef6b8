using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>What a command line says.</summary>
internal sealed class ParsedOptions
{
    private readonly Dictionary<Option, object?> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether help was asked for; nothing behind that is read.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>Words that belong to no option, in their order.</summary>
    public IReadOnlyList<string> Positionals { get; init; } = [];

    /// <summary>Whether an option is given, be it with the value that it has by default.</summary>
    public bool Has(Option option) => _values.ContainsKey(option);

    /// <summary>An option's last value, or its default.</summary>
    public T Of<T>(ValueOption<T> option) => _values.TryGetValue(option, out object? value) ? (T)value! : option.Default;

    /// <summary>An option's last value; if it is not given, another default if there is one, or its own.</summary>
    public T Of<T>(ValueOption<T> option, T? instead) where T : struct => Has(option) || instead is null ? Of(option) : instead.Value;

    /// <summary>The file that an option names, or its default.</summary>
    /// <exception cref="UsageException">It is given without a name.</exception>
    public string? FileOf(ValueOption<string?> option) => Of(option) is not "" and var file ? file : throw new UsageException($"argument {option.Name}: no file is given");

    /// <summary>All values of an option, in their order.</summary>
    public IReadOnlyList<T> AllOf<T>(RepeatableOption<T> option) => _values.TryGetValue(option, out object? values) ? (IReadOnlyList<T>)values! : [];

    /// <summary>Takes an option as not given.</summary>
    public void Forget(Option option) => _values.Remove(option);

    /// <summary>Takes note of an option; of several the last counts, but for those that may be repeated.</summary>
    public void Set(Option option, object? value)
        => _values[option] = option is ValueOption wanting ? wanting.Join(_values.GetValueOrDefault(option), value) : value;
}
