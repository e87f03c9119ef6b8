namespace Easel.Server.Tests.Page.Mock;

/// <summary>What the pretended server offers.</summary>
internal static class MockOptions
{
    private static readonly string[] s_schedules = ["normal", "karras", "exponential", "sgm_uniform", "simple", "beta"];
    private static readonly string[] s_none = [];

    public static readonly object All = new
    {
        samplers = new[]
        {
            new { name = "ddim", label = "DDIM", schedules = s_none, usualSchedule = "ddim_uniform" },
            new { name = "plms", label = "PLMS", schedules = s_none, usualSchedule = "ddim_uniform" },
            new { name = "euler", label = "Euler", schedules = s_schedules, usualSchedule = "normal" },
            new { name = "euler_ancestral", label = "Euler a", schedules = s_schedules, usualSchedule = "normal" },
            new { name = "heun", label = "Heun", schedules = s_schedules, usualSchedule = "normal" },
            new { name = "dpmpp_2m", label = "DPM++ 2M", schedules = s_schedules, usualSchedule = "karras" },
            new { name = "dpmpp_2m_sde", label = "DPM++ 2M SDE", schedules = s_schedules, usualSchedule = "exponential" },
            new { name = "uni_pc", label = "UniPC", schedules = s_schedules, usualSchedule = "automatic" },
        },
        schedules = s_schedules.Select(name => new { name, label = char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ') }),
        sizes = new[] { new { label = "1:1", width = 512, height = 512 }, new { label = "3:2", width = 768, height = 512 }, new { label = "2:3", width = 512, height = 768 } },
        noise = new[] { "torch", "cuda", "numpy" },
        syntaxes = new[] { "weighted", "literal" },
        fast = new[] { "off", "1", "2", "3" },
        limits = new { picturesPerJob = 100, pixelsPerPicture = 2048 * 2048, steps = 500, queueLength = 10_000, bodyBytes = 64 << 20, cellsPerStudy = 2_000 },
    };

    public static readonly object Models = new[]
    {
        new
        {
            name = "sd-v1-4", family = "Stable Diffusion v1", file = "sd-v1-4.ckpt", sha256 = (string?)null, isLoaded = true, isDefault = true,
            defaults = new { width = 512, height = 512, sampler = "dpmpp_2m", steps = 20, scale = 7.5 },
        },
        new
        {
            name = "pocket", family = "pocket", file = "pocket.safetensors", sha256 = (string?)null, isLoaded = false, isDefault = false,
            defaults = new { width = 128, height = 128, sampler = "dpmpp_2m", steps = 20, scale = 5.0 },
        },
    };

    public static readonly object Styles = new[]
    {
        List("image-types", "Kinds of pictures", ["photo", "oil painting", "watercolor", "pencil sketch", "cartoon", "illustration", "pixel art", "3D render", "woodcut", "etching"]),
        List("styles", "Styles", ["impressionism", "cubism", "art deco", "art nouveau", "bauhaus", "baroque", "surrealism", "ukiyo-e"]),
        List("aesthetics", "Aesthetics", ["vaporwave", "synthwave", "golden hour", "noir", "cottagecore", "steampunk"]),
        List("painters", "Painters", ["Rembrandt", "Vermeer", "Turner", "Monet", "Hokusai", "Klimt"]),
    };

    private static object List(string name, string title, string[] styles)
        => new { name, title, description = "", styles = styles.Select(style => new { name = style, prompt = $"{{prompt}}, {style}", negative = "", description = $"{style}, as it is known" }) };
}
