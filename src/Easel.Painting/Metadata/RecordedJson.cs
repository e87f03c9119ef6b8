using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Easel.Painting.Metadata;

/// <summary>JSON of unknown origin. <see cref="JsonNode"/> reads lazily: a name that comes twice, and half of a surrogate pair, would break whoever asks for a field.</summary>
internal static class RecordedJson
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>The JSON object that a text is.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonObject Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The JSON object that UTF-8 is.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonObject Parse(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_strict);
            Read(document.RootElement);
            return JsonNode.Parse(text, documentOptions: s_strict) as JsonObject ?? throw new FormatException("It is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
        catch (InvalidOperationException error)
        {
            // What the reader says of half of a surrogate pair, once it is asked for the text.
            throw new FormatException($"A text or name in it is none: {error.Message}", error);
        }
    }

    /// <summary>Reads all names and texts once.</summary>
    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Read(property.Value);
                }

                break;
        }
    }
}
