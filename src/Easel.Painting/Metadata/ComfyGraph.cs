using System.Text.Json;

namespace Easel.Painting.Metadata;

/// <summary>The basics of what ComfyUI writes into its pictures (text <c>prompt</c>): a graph of nodes, of which the first sampler and what leads to it are read. Nothing in it is believed.</summary>
internal sealed record ComfyGraph
{
    private const int MostNodes = 10_000;
    private const int MostLinks = 64;
    private const int MostDepth = 64;

    private static readonly string[] s_samplers = ["KSampler", "KSamplerAdvanced"];
    private static readonly string[] s_known = ["KSampler", "KSamplerAdvanced", "CLIPTextEncode", "EmptyLatentImage", "CheckpointLoaderSimple", "VAEDecode", "SaveImage", "PreviewImage"];

    /// <summary>What is painted; null if no text leads to the sampler.</summary>
    public string? Prompt { get; init; }

    /// <summary>What is not; null if no text leads to the sampler.</summary>
    public string? Negative { get; init; }

    /// <summary>The sampler's name as ComfyUI has it.</summary>
    public string? Sampler { get; init; }

    /// <summary>The schedule's name as ComfyUI has it.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Steps.</summary>
    public long? Steps { get; init; }

    /// <summary>Guidance.</summary>
    public double? Scale { get; init; }

    /// <summary>The share of the steps that is painted.</summary>
    public double? Denoise { get; init; }

    /// <summary>The number that names the noise.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Pixels of a row.</summary>
    public long? Width { get; init; }

    /// <summary>Rows.</summary>
    public long? Height { get; init; }

    /// <summary>The checkpoint's file.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Kinds of nodes that mean nothing here.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Reads a graph; none if the text is none, or has no sampler.</summary>
    public static ComfyGraph? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MostDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a pair of surrogates in a name or text.
            return null;
        }
    }

    private static ComfyGraph? Read(JsonElement nodes)
    {
        JsonElement? sampler = null;
        SortedSet<string> others = new(StringComparer.Ordinal);
        int count = 0;
        foreach (JsonProperty node in nodes.EnumerateObject())
        {
            if (++count > MostNodes)
            {
                return null;
            }

            string kind = KindOf(node.Value);
            sampler ??= s_samplers.Contains(kind) ? node.Value : null;
            if (!s_known.Contains(kind) && kind.Length is > 0 and <= 100)
            {
                others.Add(kind);
            }
        }

        if (sampler is not JsonElement start)
        {
            return null;
        }

        JsonElement? latent = Follow(nodes, start, "latent_image");
        return new ComfyGraph
        {
            Prompt = TextOf(nodes, Follow(nodes, start, "positive")),
            Negative = TextOf(nodes, Follow(nodes, start, "negative")),
            Sampler = Text(start, "sampler_name"),
            Scheduler = Text(start, "scheduler"),
            Steps = Whole(start, "steps"),
            Scale = Number(start, "cfg"),
            Denoise = Number(start, "denoise"),
            Seed = Input(start, "seed") is { ValueKind: JsonValueKind.Number } seed && seed.TryGetUInt64(out ulong named) ? named
                : Input(start, "noise_seed") is { ValueKind: JsonValueKind.Number } noise && noise.TryGetUInt64(out ulong other) ? other : null,
            Width = latent is JsonElement size ? Whole(size, "width") : null,
            Height = latent is JsonElement sides ? Whole(sides, "height") : null,
            Checkpoint = CheckpointOf(nodes, start),
            LeftOut = [.. others.Take(20)],
        };
    }

    /// <summary>The text of a node, or of one that it has it from.</summary>
    private static string? TextOf(JsonElement nodes, JsonElement? node)
    {
        for (int i = 0; i < MostLinks && node is JsonElement here; i++)
        {
            if ((Text(here, "text") ?? Text(here, "string") ?? Text(here, "value")) is string text)
            {
                return text;
            }

            node = Follow(nodes, here, "text") ?? Follow(nodes, here, "conditioning") ?? Follow(nodes, here, "conditioning_1");
        }

        return null;
    }

    private static string? CheckpointOf(JsonElement nodes, JsonElement sampler)
    {
        JsonElement? node = Follow(nodes, sampler, "model");
        for (int i = 0; i < MostLinks && node is JsonElement here; i++)
        {
            if (Text(here, "ckpt_name") is string name)
            {
                return DemoKeys.FileName(name);
            }

            node = Follow(nodes, here, "model");
        }

        return null;
    }

    /// <summary>The node that an input comes from: a pair of its name and which of its outputs.</summary>
    private static JsonElement? Follow(JsonElement nodes, JsonElement node, string input)
        => Input(node, input) is { ValueKind: JsonValueKind.Array } link && link.GetArrayLength() == 2 && link[0].ValueKind == JsonValueKind.String && nodes.TryGetProperty(link[0].GetString()!, out JsonElement from)
            ? from
            : null;

    private static JsonElement? Input(JsonElement node, string name)
        => node.ValueKind == JsonValueKind.Object && node.TryGetProperty("inputs", out JsonElement inputs) && inputs.ValueKind == JsonValueKind.Object && inputs.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string KindOf(JsonElement node)
        => node.ValueKind == JsonValueKind.Object && node.TryGetProperty("class_type", out JsonElement kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString()! : "";

    private static string? Text(JsonElement node, string name) => Input(node, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Whole(JsonElement node, string name) => Input(node, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

    private static double? Number(JsonElement node, string name) => Input(node, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) && double.IsFinite(value) ? value : null;
}
