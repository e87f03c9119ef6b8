using System.Text.Json;
using Easel.Models;

namespace Easel.Diffusion.Safety;

/// <summary>A JSON file of settings beside weights. What it leaves out is as in the published files; what it says is kept to, or refused.</summary>
internal sealed class SettingsFile
{
    private readonly string _file;
    private readonly JsonElement _object;

    private SettingsFile(string file, JsonElement value)
    {
        _file = file;
        _object = value;
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">What errors call it.</param>
    /// <param name="text">JSON.</param>
    /// <exception cref="ConfigException">It is no JSON object.</exception>
    public static SettingsFile Parse(string file, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            RequireUnicode(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new SettingsFile(file, document.RootElement.Clone())
                : throw new ConfigException($"{file}: holds {document.RootElement.ValueKind}, but an object of settings is wanted. Download it again.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The reader's second kind is for text that is not Unicode.
            throw new ConfigException($"{file}: not JSON: {broken.Message} Download it again.", broken);
        }
    }

    /// <summary>The settings below a key, or none.</summary>
    public SettingsFile? Child(string key)
        => Find(key) is not { } value ? null
            : value.ValueKind == JsonValueKind.Object ? new SettingsFile(_file, value) : throw Wrong(key, value, "an object");

    /// <summary>A whole number; it may stand for itself or in an object of one side each, as newer files have it.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most.</param>
    /// <param name="sides">Names of sides.</param>
    /// <returns>The number, or none if it is not given.</returns>
    public int? Whole(string key, int least, int most, params string[] sides)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        JsonElement[] numbers = value.ValueKind == JsonValueKind.Object
            ? [.. sides.Where(side => value.TryGetProperty(side, out _)).Select(side => value.GetProperty(side))]
            : [value];
        int[] found = [.. numbers.Select(number => number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int whole) ? whole : least - 1).Distinct()];
        return found is [int single] && single >= least && single <= most ? single : throw Wrong(key, value, $"a whole number from {least} to {most}");
    }

    /// <summary>Three numbers, for red, green and blue.</summary>
    /// <returns>Them, or none if they are not given.</returns>
    public float[]? Colour(string key, float above)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        float[] found = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.Number ? number.GetSingle() : float.NaN)] : [];
        return found.Length == 3 && found.All(number => float.IsFinite(number) && number > above)
            ? found
            : throw Wrong(key, value, $"three numbers above {above}, for red, green and blue,");
    }

    /// <summary>Refuses any value of a setting but one.</summary>
    public void Require(string key, string wanted)
    {
        if (Find(key) is { } value && value.GetRawText().Trim('"') != wanted)
        {
            throw Wrong(key, value, wanted);
        }
    }

    /// <summary>Refuses any number but one.</summary>
    public void Require(string key, double wanted)
    {
        if (Find(key) is { } value && !(value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDouble() - wanted) <= 1e-6 * wanted))
        {
            throw Wrong(key, value, FormattableString.Invariant($"{wanted}"));
        }
    }

    /// <summary>Reads all texts once: half of a surrogate pair, which JSON can write, would be noticed only where a key is looked for.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void RequireUnicode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    RequireUnicode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    RequireUnicode(property.Value);
                }

                break;
        }
    }

    private ConfigException Wrong(string key, JsonElement found, string wanted) => new($"{_file}: '{key}' is {found.GetRawText()}, but {wanted} is wanted.");

    private JsonElement? Find(string key) => _object.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
