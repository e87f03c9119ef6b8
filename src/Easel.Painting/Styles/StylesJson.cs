using System.Text.Json;
using Easel.Diffusion;

namespace Easel.Painting.Styles;

/// <summary>
/// Styles in JSON: an array of objects with <c>name</c>, <c>prompt</c>, and, if wanted, <c>negative_prompt</c> and <c>description</c>, as several programs
/// share them; or an object with such an array as <c>styles</c>, and the list's own <c>name</c>, <c>title</c> and <c>description</c>.
/// </summary>
internal static class StylesJson
{
    private static readonly JsonDocumentOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a list.</summary>
    /// <param name="text">the JSON</param>
    /// <param name="file">what errors call it, and the list's name if it gives none</param>
    /// <exception cref="GenerationException">It is no such JSON.</exception>
    public static StyleList Read(string text, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_lenient);
            JsonElement root = document.RootElement;
            JsonElement styles = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("styles", out JsonElement inside) ? inside : root;
            if (styles.ValueKind != JsonValueKind.Array)
            {
                throw new GenerationException($"{file}: no list of styles. Wanted [{{\"name\": \"...\", \"prompt\": \"..., {PromptStyle.Placeholder}\"}}, ...].");
            }

            string name = Text(root, "name") ?? Path.GetFileNameWithoutExtension(file);
            PromptStyle[] read = [.. styles.EnumerateArray().Select((style, index) => ReadStyle(style, index + 1, file))];
            return new StyleList(name, Text(root, "title") ?? name, Text(root, "description") ?? "", read);
        }
        catch (JsonException error)
        {
            throw new GenerationException($"{file}, line {error.LineNumber + 1}: this is not JSON. {error.Message.Split(" LineNumber")[0]}", error);
        }
        catch (InvalidOperationException error)
        {
            // What the reader says of half of a surrogate pair, once it is asked for the text.
            throw new GenerationException($"{file}: a text in it is not Unicode. {error.Message}", error);
        }
    }

    private static PromptStyle ReadStyle(JsonElement style, int number, string file)
    {
        string? name = Text(style, "name");
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new GenerationException($"{file}: style {number} has no text 'name'.");
        }

        // A misspelled property would be a style that does nothing, without a word.
        string? prompt = Optional(style, "prompt", number, file);
        string? negative = Optional(style, "negative_prompt", number, file);
        return prompt is null && negative is null
            ? throw new GenerationException($"{file}: style {number} ('{name}') has neither 'prompt' nor 'negative_prompt'; one is wanted, such as \"prompt\": \"..., {PromptStyle.Placeholder}\".")
            : new PromptStyle(name.Trim(), prompt ?? "", negative ?? "", Optional(style, "description", number, file) ?? "");
    }

    /// <summary>A style's text; null if it is missing or null.</summary>
    private static string? Optional(JsonElement style, string property, int number, string file)
        => !style.TryGetProperty(property, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new GenerationException($"{file}: '{property}' of style {number} is {value.GetRawText()}; a text between quotes is wanted.");

    /// <summary>A property that is a text; null if it is missing or something else.</summary>
    private static string? Text(JsonElement element, string property)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
