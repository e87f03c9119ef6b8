using System.Text.Json.Nodes;
using Easel.Diffusion.Noise;
using Easel.Painting.Texts;
using Easel.Server.Foreign;
using Easel.Server.Models;

namespace Easel.Server.Automatic1111;

/// <summary>The web UI's options that Easel has a choice of; the others are as they are.</summary>
/// <param name="Model">the current model's name; none for the server's own</param>
/// <param name="RandomSource">whose random numbers seeds name: GPU, NV (both as on an NVIDIA card) or CPU</param>
internal sealed record WebUiSettings(string? Model = null, string RandomSource = WebUiSettings.Gpu)
{
    private const string Gpu = "GPU";

    // What of the web UI's options changes pictures and cannot be otherwise here. An empty text stands for the first.
    private static readonly (string Name, string[] Values, string Why)[] s_fixed =
    [
        ("sd_vae", ["Automatic", "None"], "a model's own autoencoder decodes"),
        ("CLIP_stop_at_last_layers", ["1", "1.0", "0"], "prompts are read by the text encoder's last layer (clip skip 1)"),
        ("eta_noise_seed_delta", ["0", "0.0"], "each picture's fresh noise follows from its own seed"),
        ("emphasis", ["Original"], "weights restore a chunk's mean, as the web UI's Original"),
        ("initial_noise_multiplier", ["1", "1.0"], "noise has the measure that the model was trained with"),
        ("token_merging_ratio", ["0", "0.0"], "tokens are not merged"),
        ("token_merging_ratio_img2img", ["0", "0.0"], "tokens are not merged"),
        ("samples_format", ["png"], "pictures are PNG files, which carry their texts"),
    ];

    /// <summary>The random numbers.</summary>
    public NoiseKind Noise => RandomSource == "CPU" ? NoiseKind.Torch : NoiseKind.Cuda;

    /// <summary>These settings with those that a client asks for; others that it posts back are passed over if they change no picture.</summary>
    /// <exception cref="FieldException">One of them cannot be had.</exception>
    /// <exception cref="ThingMissingException">There is no such model.</exception>
    public WebUiSettings With(JsonFields asked, IModels models)
    {
        foreach ((string name, string[] values, string why) in s_fixed)
        {
            if (asked.Text(name)?.Trim() is { Length: > 0 } value && !values.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                throw new FieldException(name, $"{Quoted.Of(value)} cannot be had: {why}. Leave it out, or send {Quoted.Of(values[0])}");
            }
        }

        return new WebUiSettings(ReadModel(asked, models), ReadRandomSource(asked));
    }

    /// <summary>The current model.</summary>
    /// <exception cref="ThingMissingException">It is not here any more.</exception>
    public ModelEntry ModelIn(IModels models) => models.Find(Model) ?? throw NotFound(Model!, models);

    /// <summary>All options, as clients read them and post them back.</summary>
    public JsonObject Describe(IModels models)
    {
        // Clients ask before they choose: of one that went, the server's own is told.
        ModelEntry model = models.Find(Model) ?? models.Find(null)!;
        return new JsonObject
        {
            ["samples_format"] = "png",
            ["grid_format"] = "png",
            ["sd_model_checkpoint"] = TitleOf(model),
            ["sd_checkpoint_hash"] = model.Sha256 ?? "",
            ["sd_vae"] = "Automatic",
            ["sd_unet"] = "None",
            ["CLIP_stop_at_last_layers"] = 1,
            ["randn_source"] = RandomSource,
            ["emphasis"] = "Original",
            ["enable_emphasis"] = true,
            ["eta_noise_seed_delta"] = 0,
            ["eta_ddim"] = 0.0,
            ["eta_ancestral"] = 1.0,
            ["initial_noise_multiplier"] = 1.0,
            ["img2img_background_color"] = "#ffffff",
            ["img2img_fix_steps"] = false,
            ["token_merging_ratio"] = 0.0,
            ["token_merging_ratio_img2img"] = 0.0,
            ["return_grid"] = false,
            ["grid_save"] = false,
            ["samples_save"] = false,
            ["enable_pnginfo"] = true,
            ["send_seed"] = true,
            ["send_size"] = true,
            ["live_previews_enable"] = true,
            ["show_progress_every_n_steps"] = 1,
            ["show_progress_type"] = "Approx cheap",
            ["upscaler_for_img2img"] = "Lanczos",
            ["face_restoration_model"] = null,
            ["face_restoration"] = false,
        };
    }

    /// <summary>A model as the web UI names it: its file's name, and ten digits of its hash if that is known.</summary>
    public static string TitleOf(ModelEntry model) => model.Sha256 is string hash ? $"{model.File} [{hash[..10]}]" : model.File;

    private string? ReadModel(JsonFields asked, IModels models) => asked.Text("sd_model_checkpoint")?.Trim() switch
    {
        null or "" or "None" => Model,
        string name when models.Find(name) is ModelEntry found => found.Name,
        string name => throw NotFound(name, models),
    };

    private static ThingMissingException NotFound(string name, IModels models)
        => new("sd_model_checkpoint", $"Model not found: there is no model {Quoted.Of(name)}; here are {string.Join(", ", models.List().Select(model => Quoted.Of(TitleOf(model))))}");

    private string ReadRandomSource(JsonFields asked) => asked.Text("randn_source")?.Trim().ToUpperInvariant() switch
    {
        null or "" => RandomSource,
        Gpu => Gpu,
        "NV" => "NV",
        "CPU" => "CPU",
        string other => throw new FieldException("randn_source", $"there are no random numbers of {Quoted.Of(other)}; GPU, NV (both as on an NVIDIA card) and CPU can be had"),
    };
}
