namespace Easel.Cli.Digests;

/// <summary>Which requests there are. SceneFolder makes the files that they name.</summary>
internal static class Scenes
{
    /// <summary>Numbers of pictures that are painted at once.</summary>
    public static int[] Batches => [1, 3];

    /// <summary>All of them.</summary>
    public static Scene[] All =>
    [
        new("grid", "txt2img", "--prompt", "a red fox", "--plms", "--ddim_steps", "3", "--H", "24", "--W", "40", "--n_rows", "2"),
        new("eta", "txt2img", "--prompt", "a red fox", "--ddim_eta", "0.7", "--noise", "cuda", "--ddim_steps", "2", "--H", "40", "--W", "24"),
        new("numpy", "txt2img", "--prompt", "a red fox", "--dpm_solver", "--noise", "numpy", "--ddim_steps", "3", "--H", "24", "--W", "24", "--n_iter", "2"),
        new("ancestral", "paint", "a blue boat", "--sampler", "euler_ancestral", "--schedule", "align_your_steps", "--steps", "2", "--size", "24x32", "--seed", "7"),
        new("sde", "paint", "a blue boat", "--sampler", "dpmpp_sde", "--schedule", "karras", "--steps", "2", "--size", "24x24", "--seed", "7"),
        new("sde-third", "paint", "a blue boat", "--sampler", "dpmpp_3m_sde", "--schedule", "exponential", "--steps", "4", "--size", "24x24", "--seed", "7"),
        new("lms", "paint", "a blue boat", "--sampler", "lms", "--schedule", "beta", "--steps", "4", "--size", "24x24", "--seed", "7"),
        new("unipc", "paint", "a blue boat", "--sampler", "uni_pc", "--schedule", "sgm_uniform", "--steps", "4", "--size", "24x24", "--seed", "7"),
        new("weighted", "paint", "a (red:1.3) [star:heart:0.5] in [snow] BREAK at night AND a house:0.7", "--negative", "(grey:1.2)", "--steps", "2", "--size", "32x24", "--seed", "7"),
        new("picture", "img2img", "--prompt", "a house", "--init-img", "picture.png", "--strength", "0.7", "--ddim_steps", "3"),
        new("jpeg-masked", "paint", "a house", "--init", "picture.jpg", "--mask", "mask.png", "--strength", "0.6", "--size", "40x24", "--steps", "3", "--seed", "7"),
        new("webp", "paint", "a house", "--init", "picture.webp", "--strength", "0.5", "--size", "32x32", "--steps", "2", "--seed", "7"),
        new("inpaint", "inpaint", "--prompt", "a house", "--indir", "masked", "--sampler", "dpmpp_2m", "--steps", "2"),
        new("approximated", "txt2img", "--prompt", "a red fox", "--fast", "reuse=2,guidance=0.2-0.8,merge=0.5", "--ddim_steps", "4", "--H", "48", "--W", "40"),
        new("int8", "txt2img", "--prompt", "a red fox", "--fast", "int8", "--ddim_steps", "2", "--H", "24", "--W", "40"),
        new("watermark", "watermark", "add", "large.png"),

        // Enough pixels for minimal filtering's tiles in many pieces; for the watermark; for a decoder in bands, whose largest map is over 32 MiB.
        new("odd", "txt2img", "--prompt", "a red fox", "--ddim_steps", "2", "--H", "136", "--W", "72") { IsQuick = false },
        new("marked", "txt2img", "--prompt", "a red fox", "--ddim_steps", "1", "--H", "256", "--W", "256") { IsQuick = false },
        new("bands", "paint", "a red fox", "--steps", "1", "--size", "384x400", "--seed", "7") { IsQuick = false },
    ];
}
