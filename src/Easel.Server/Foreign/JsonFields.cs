using System.Globalization;
using System.Text.Json;
using Easel.Painting.Texts;
using Microsoft.AspNetCore.Http;

namespace Easel.Server.Foreign;

/// <summary>
/// The fields of a JSON object, read as leniently as clients of foreign APIs write them: numbers as texts, whole numbers with a point behind, switches as 0 and 1,
/// null for what is left out. What cannot be meant is an error that names the field.
/// </summary>
internal sealed class JsonFields
{
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = Deepest, AllowTrailingCommas = true };

    private readonly JsonElement _json;
    private readonly IReadOnlyDictionary<string, string> _otherwise;

    private JsonFields(JsonElement json, IReadOnlyDictionary<string, string> otherwise)
    {
        _json = json;
        _otherwise = otherwise;
    }

    /// <summary>Names of all fields.</summary>
    public IEnumerable<string> Names => _json.EnumerateObject().Select(each => each.Name).Distinct(StringComparer.Ordinal);

    /// <summary>The fields of an object.</summary>
    /// <exception cref="FieldException">It is no object.</exception>
    public static JsonFields Of(JsonElement json, string name = "") => json.ValueKind == JsonValueKind.Object
        ? new JsonFields(json, new Dictionary<string, string>())
        : throw new FieldException(name, $"an object is wanted, {{\"name\": value}}, not {Describe(json)}");

    /// <summary>The fields of a text.</summary>
    /// <exception cref="FieldException">It is not JSON, or no object.</exception>
    public static JsonFields Parse(string json) => Of(Reading(() => JsonDocument.Parse(json, s_reading)).RootElement);

    /// <summary>The fields of a request's body, whatever type it says it has; none if it is empty.</summary>
    /// <exception cref="FieldException">It is not JSON, or no object.</exception>
    public static async Task<JsonFields> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using MemoryStream body = new((int)Math.Clamp(request.ContentLength ?? 0, 0, 1 << 20));
        await request.Body.CopyToAsync(body, cancel).ConfigureAwait(false);
        ReadOnlyMemory<byte> bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        bytes = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        return bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? Parse("{}") : Of(Reading(() => JsonDocument.Parse(bytes.ToArray(), s_reading)).RootElement);
    }

    /// <summary>The same fields, with texts for those that are left out.</summary>
    public JsonFields With(IReadOnlyDictionary<string, string> otherwise) => new(_json, otherwise);

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null || _otherwise.ContainsKey(name);

    /// <summary>A field as it is; none if it is left out.</summary>
    public JsonElement? Find(string name) => _json.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>A text; numbers and switches are texts, too.</summary>
    /// <exception cref="FieldException">It is a list or an object.</exception>
    public string? Text(string name) => Find(name) is JsonElement value ? TextOf(value, name) : _otherwise.GetValueOrDefault(name);

    /// <summary>A number; none if it is left out, or an empty text.</summary>
    /// <exception cref="FieldException">It is none, or not finite, or out of bounds.</exception>
    public double? Number(string name, double least = double.MinValue, double most = double.MaxValue)
    {
        if (Text(name) is not { } text || text.AsSpan().Trim().IsEmpty)
        {
            return null;
        }

        double value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) && double.IsFinite(read)
            ? read
            : throw new FieldException(name, $"a number is wanted, not {Quoted.Of(text)}");
        return value >= least && value <= most
            ? value
            : throw new FieldException(name, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; {Bounds(least, most)}"));
    }

    /// <summary>A whole number; none if it is left out, or an empty text.</summary>
    /// <exception cref="FieldException">It is none, or out of bounds.</exception>
    public long? Whole(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (Number(name, least, most) is not { } value)
        {
            return null;
        }

        return value == Math.Floor(value) && Math.Abs(value) <= 1L << 53
            ? (long)value
            : throw new FieldException(name, string.Create(CultureInfo.InvariantCulture, $"a whole number is wanted, not {value}"));
    }

    /// <summary>A switch, also as 0 and 1, or as a word; none if it is left out.</summary>
    /// <exception cref="FieldException">It is none.</exception>
    public bool? Flag(string name) => Text(name)?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => throw new FieldException(name, $"true or false is wanted, not {Quoted.Of(Text(name)!)}"),
    };

    /// <summary>A list of texts; a text alone is a list of one. Nulls and empty texts are left out.</summary>
    /// <exception cref="FieldException">There is something else in it.</exception>
    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null).Select(item => TextOf(item, name)).Where(text => text.Length > 0)],
        JsonElement one => TextOf(one, name) is { Length: > 0 } text ? [text] : [],
    };

    /// <summary>An object within; none if it is left out.</summary>
    /// <exception cref="FieldException">It is something else.</exception>
    public JsonFields? Object(string name) => Find(name) is JsonElement value ? Of(value, name) : null;

    /// <summary>Whether a field says anything: it is neither left out, nor empty, nor 0, nor false, nor the word None.</summary>
    public bool SaysSomething(string name) => Find(name) switch
    {
        null => _otherwise.ContainsKey(name),
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        { ValueKind: JsonValueKind.Object } within => within.EnumerateObject().Any(),
        JsonElement value => SaysSomething(TextOf(value, name).AsSpan().Trim()),
    };

    private static bool SaysSomething(ReadOnlySpan<char> text)
        => text is not ("" or "false" or "False" or "None" or "none" or "null") && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number == 0);

    private static string TextOf(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => Reading(() => value.GetString()!),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new FieldException(name, $"a text or a number is wanted, not {Describe(value)}"),
    };

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            string place = error is JsonException { LineNumber: long line, BytePositionInLine: long column } ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}, byte {column + 1}") : "";
            throw new FieldException("", $"the body is not JSON{place}. Send an object: {{\"prompt\": \"a red fox\"}}");
        }
    }

    private static string Bounds(double least, double most)
    {
        bool hasLeast = least > long.MinValue;
        return most >= long.MaxValue ? FormattableString.Invariant($"{least} or more can be given")
            : hasLeast ? FormattableString.Invariant($"{least} to {most} can be given")
            : FormattableString.Invariant($"at most {most} can be given");
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a switch",
    };
}
