using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>The request that an answer gives back: all fields of the web UI's, those that were sent as they were, the others as they are there.</summary>
internal static class EchoedFields
{
    private static readonly string[] s_pictures = ["init_images", "mask"];

    private const string Common = """
        {
          "prompt": "", "negative_prompt": "", "styles": null, "seed": -1, "subseed": -1, "subseed_strength": 0, "seed_resize_from_h": -1, "seed_resize_from_w": -1,
          "sampler_name": null, "scheduler": null, "batch_size": 1, "n_iter": 1, "steps": 50, "cfg_scale": 7.0, "width": 512, "height": 512, "restore_faces": null, "tiling": null,
          "do_not_save_samples": false, "do_not_save_grid": false, "eta": null, "denoising_strength": null, "s_min_uncond": null, "s_churn": null, "s_tmax": null, "s_tmin": null,
          "s_noise": null, "override_settings": null, "override_settings_restore_afterwards": true, "refiner_checkpoint": null, "refiner_switch_at": null,
          "disable_extra_networks": false, "comments": null, "sampler_index": "Euler", "script_name": null, "script_args": [], "send_images": true, "save_images": false,
          "alwayson_scripts": {}, "force_task_id": null, "infotext": null
        }
        """;

    private const string OfText = """
        {
          "enable_hr": false, "firstphase_width": 0, "firstphase_height": 0, "hr_scale": 2.0, "hr_upscaler": null, "hr_second_pass_steps": 0, "hr_resize_x": 0, "hr_resize_y": 0,
          "hr_checkpoint_name": null, "hr_sampler_name": null, "hr_scheduler": null, "hr_prompt": "", "hr_negative_prompt": ""
        }
        """;

    private const string OfPicture = """
        {
          "init_images": null, "resize_mode": 0, "denoising_strength": 0.75, "image_cfg_scale": null, "mask": null, "mask_blur_x": 4, "mask_blur_y": 4, "mask_blur": null,
          "mask_round": true, "inpainting_fill": 0, "inpaint_full_res": true, "inpaint_full_res_padding": 0, "inpainting_mask_invert": 0, "initial_noise_multiplier": null,
          "latent_mask": null, "include_init_images": false
        }
        """;

    /// <summary>The fields of a request.</summary>
    /// <param name="fields">What was sent.</param>
    /// <param name="isFromPicture">Whether it is one of <c>img2img</c>.</param>
    public static JsonObject Of(JsonFields fields, bool isFromPicture)
    {
        JsonObject echo = [];
        bool hasPictures = fields.Flag("include_init_images") == true;
        foreach (string defaults in (string[])[Common, isFromPicture ? OfPicture : OfText])
        {
            foreach (JsonProperty field in JsonDocument.Parse(defaults).RootElement.EnumerateObject())
            {
                JsonElement? sent = s_pictures.Contains(field.Name) && !hasPictures ? null : fields.Find(field.Name);
                echo[field.Name] = JsonNode.Parse((sent ?? field.Value).GetRawText());
            }
        }

        return echo;
    }
}
