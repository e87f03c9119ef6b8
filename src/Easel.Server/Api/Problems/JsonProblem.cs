using System.Text.Json;
using System.Text.RegularExpressions;

namespace Easel.Server.Api.Problems;

/// <summary>What is wrong with a body, in words that name the field and no type of this program.</summary>
internal static partial class JsonProblem
{
    /// <summary>The field, from the body on, and what is wrong with it.</summary>
    public static (string Field, string Message) Of(JsonException error)
    {
        string field = FieldOf(error.Path);
        if (Unknown().Match(error.Message) is { Success: true } unknown)
        {
            string name = unknown.Groups[1].Value;
            return (Join(field, name), "there is no such field");
        }

        if (Wrong().Match(error.Message) is { Success: true } wrong)
        {
            return (field, $"{WantedOf(wrong.Groups[1].Value)} is wanted");
        }

        if (Twice().Match(error.Message) is { Success: true } twice)
        {
            return (Join(field, twice.Groups[1].Value), "it is there twice");
        }

        // The reader's own words on commas and quotes say where; the rest is about its insides.
        string place = error.LineNumber is long line ? $" (line {line + 1}, byte {error.BytePositionInLine})" : "";
        return ("", $"the body is not JSON: {error.Message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.')}{place}");
    }

    private static string FieldOf(string? path)
    {
        string field = path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');
        return field.Replace("['", "", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal);
    }

    /// <summary>A name within a field. The path may end with it already, in other letters than the message has it: cases do not matter where bodies are read.</summary>
    private static string Join(string field, string name)
        => field.Length == 0 ? name
            : field.Equals(name, StringComparison.OrdinalIgnoreCase) || field.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase) ? field[..^name.Length] + name
            : $"{field}.{name}";

    private static string WantedOf(string type)
        => type.Contains("Int32", StringComparison.Ordinal) || type.Contains("Int64", StringComparison.Ordinal) ? "a whole number"
            : type.Contains("IReadOnlyList", StringComparison.Ordinal) ? "a list"
            : type.Contains("Double", StringComparison.Ordinal) ? "a number"
            : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
            : type.Contains("String", StringComparison.Ordinal) ? "a text"
            : "a JSON object";

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property '(.*)' encountered")]
    private static partial Regex Twice();

    [GeneratedRegex("^The JSON value could not be converted to ([^ ]+)\\.")]
    private static partial Regex Wrong();
}
