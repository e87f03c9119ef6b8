using System.Globalization;
using System.Numerics;

namespace Easel.Cli.Options;

/// <summary>Options of the usual types.</summary>
internal static class OptionOf
{
    /// <summary>A text, as it is.</summary>
    public static ValueOption<string?> Text(string name, string? @default, string help) => new(name, @default, help, text => text);

    /// <summary>A whole number within bounds.</summary>
    public static ValueOption<long> Integer(string name, long @default, long least, long most, string help)
        => new(name, @default, help, text => ReadInteger(text, least, most));

    /// <summary>A finite number.</summary>
    public static ValueOption<double> Number(string name, double @default, string help) => new(name, @default, help, ReadNumber);

    /// <summary>A number within bounds.</summary>
    public static ValueOption<double> Number(string name, double @default, double least, double most, string help)
        => new(name, @default, help, text => ReadNumber(text, least, most));

    /// <summary>A finite number, or none if it is not given.</summary>
    public static ValueOption<double?> OptionalNumber(string name, string help) => new(name, null, help, text => ReadNumber(text));

    /// <summary>A whole number within bounds, or none if it is not given.</summary>
    public static ValueOption<long?> OptionalInteger(string name, long least, long most, string help)
        => new(name, null, help, text => ReadInteger(text, least, most));

    /// <summary>One of some words.</summary>
    public static ValueOption<string> Choice(string name, string @default, string help, params string[] choices)
        => new(name, @default, help, text => ReadChoice(text, choices)) { Shown = $"{{{string.Join(',', choices)}}}" };

    private static long ReadInteger(string text, long least, long most)
    {
        if (!PythonNumber.TryParseInteger(text, out BigInteger value))
        {
            throw new UsageException($"invalid int value: {Quoted.Of(text)}");
        }

        return value >= least && value <= most
            ? (long)value
            : throw new UsageException($"{Quoted.Of(text)} is out of range; {least} to {most} can be given");
    }

    private static double ReadNumber(string text)
    {
        if (!PythonNumber.TryParseFloat(text, out double value))
        {
            throw new UsageException($"invalid float value: {Quoted.Of(text)}");
        }

        return double.IsFinite(value)
            ? value
            : throw new UsageException($"{Quoted.Of(text)} is not a finite number, and pictures would come out as noise or black");
    }

    private static double ReadNumber(string text, double least, double most)
    {
        double value = ReadNumber(text);
        return value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{Quoted.Of(text)} is out of range; {least} to {most} can be given"));
    }

    private static string ReadChoice(string text, string[] choices)
        => choices.Contains(text)
            ? text
            : throw new UsageException($"invalid choice: {Quoted.Of(text)} (choose from {string.Join(", ", choices.Select(Quoted.Of))})");
}
