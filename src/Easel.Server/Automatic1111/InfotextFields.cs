using Easel.Painting.Metadata;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>The field <c>infotext</c>: what it says of a picture counts where a request leaves a field out.</summary>
internal static class InfotextFields
{
    private static readonly (string Key, string Field)[] s_fields =
    [
        ("Steps", "steps"), ("Sampler", "sampler_name"), ("Schedule type", "scheduler"), ("CFG scale", "cfg_scale"), ("Seed", "seed"), ("Denoising strength", "denoising_strength"),
    ];

    /// <summary>A request with what its infotext says.</summary>
    /// <exception cref="FieldException">It has one that cannot be read.</exception>
    public static JsonFields Of(JsonFields fields)
    {
        if (fields.Text("infotext") is not { Length: > 0 } text)
        {
            return fields;
        }

        InfotextReader told = InfotextReader.Read(text) ?? throw new FieldException("infotext", "it has no last line of parameters such as Steps: 20, Sampler: Euler a, CFG scale: 7");
        Dictionary<string, string> values = new() { ["prompt"] = told.Prompt, ["negative_prompt"] = told.Negative };
        foreach ((string key, string field) in s_fields)
        {
            if (told.Values.TryGetValue(key, out string? value))
            {
                values[field] = value;
            }
        }

        if (told.Values.TryGetValue("Size", out string? size) && size.Split('x') is [string width, string height])
        {
            (values["width"], values["height"]) = (width, height);
        }

        return fields.With(values);
    }
}
