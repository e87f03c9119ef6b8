using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary>Options of the usual types.</summary>
internal static class OptionOf
{
    /// <summary>A text, as it is.</summary>
    public static ValueOption<string?> Text(string name, string? @default, string help) => new(name, @default, help, text => text);

    /// <summary>A whole number within bounds.</summary>
    public static ValueOption<long> Integer(string name, long @default, long least, long most, string help)
        => new(name, @default, help, text => NumberText.ReadInteger(text, least, most));

    /// <summary>A finite number.</summary>
    public static ValueOption<double> Number(string name, double @default, string help) => new(name, @default, help, NumberText.ReadNumber);

    /// <summary>A number within bounds.</summary>
    public static ValueOption<double> Number(string name, double @default, double least, double most, string help)
        => new(name, @default, help, text => NumberText.ReadNumber(text, least, most));

    /// <summary>A finite number, or none if it is not given.</summary>
    public static ValueOption<double?> OptionalNumber(string name, string help) => new(name, null, help, text => NumberText.ReadNumber(text));

    /// <summary>A whole number within bounds, or none if it is not given.</summary>
    public static ValueOption<long?> OptionalInteger(string name, long least, long most, string help)
        => new(name, null, help, text => NumberText.ReadInteger(text, least, most));

    /// <summary>One of some words.</summary>
    public static ValueOption<string> Choice(string name, string @default, string help, params string[] choices)
        => new(name, @default, help, text => ReadChoice(text, choices)) { Shown = $"{{{string.Join(',', choices)}}}" };

    private static string ReadChoice(string text, string[] choices)
        => choices.Contains(text)
            ? text
            : throw new UsageException($"invalid choice: {Quoted.Of(text)} (choose from {string.Join(", ", choices.Select(Quoted.Of))})");
}
