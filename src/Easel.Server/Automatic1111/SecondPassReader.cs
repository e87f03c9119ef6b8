using Easel.Diffusion;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>Reads the fields of a second pass (<c>enable_hr</c>).</summary>
internal static class SecondPassReader
{
    private const string SameSampler = "Use same sampler";
    private const string SameScheduler = "Use same scheduler";

    /// <summary>Reads them.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="first">The first pass.</param>
    /// <param name="strength">How much is painted anew.</param>
    /// <param name="warnings">Told what was passed over.</param>
    /// <exception cref="FieldException">One of them cannot be used.</exception>
    public static SecondPass Read(JsonFields fields, ImageRequest first, double strength, ICollection<string> warnings)
    {
        (int width, int height) = ReadSize(fields, first);
        string? sampler = Other(fields.Text("hr_sampler_name"), SameSampler);
        string? scheduler = Other(fields.Text("hr_scheduler"), SameScheduler);
        (SamplerKind, ScheduleKind) same = (first.Sampler, first.Schedule);
        return new SecondPass(width, height, ReadUpscaler(fields, warnings))
        {
            Strength = strength,
            Steps = fields.Whole("hr_second_pass_steps", 0, 1000) is > 0 and long steps ? (int)steps : first.Steps,
            Sampler = sampler is null && scheduler is null ? same : WebUiSamplers.Read(sampler ?? SamplerNames.LabelOf(first.Sampler), scheduler, warnings),
        };
    }

    private static string? Other(string? name, string same) => string.IsNullOrWhiteSpace(name) || name.Trim().Equals(same, StringComparison.OrdinalIgnoreCase) ? null : name;

    private static string ReadUpscaler(JsonFields fields, ICollection<string> warnings)
    {
        if (fields.Text("hr_upscaler")?.Trim() is not { Length: > 0 } name)
        {
            warnings.Add($"hr_upscaler: none is named; {WebUiUpscalers.Lanczos} makes the picture larger");
            return WebUiUpscalers.Lanczos;
        }

        return WebUiUpscalers.Find(name) switch
        {
            WebUiUpscalers.None => WebUiUpscalers.Lanczos,
            string known => known,
            null => throw new FieldException("hr_upscaler", $"there is no upscaler {Quoted.Of(name)}; here are {string.Join(", ", WebUiUpscalers.Names)}"),
        };
    }

    /// <summary>The size that is asked for: by its sides, by one of them, or as so many times the first.</summary>
    private static (int Width, int Height) ReadSize(JsonFields fields, ImageRequest first)
    {
        long width = fields.Whole("hr_resize_x", 0, ImageRequest.MaxSide) ?? 0;
        long height = fields.Whole("hr_resize_y", 0, ImageRequest.MaxSide) ?? 0;
        if (width == 0 && height == 0)
        {
            double scale = fields.Number("hr_scale", 1, 16) ?? 2;
            (width, height) = ((long)(first.Width * scale), (long)(first.Height * scale));
        }
        else if (height == 0)
        {
            height = width * first.Height / first.Width;
        }
        else if (width == 0)
        {
            width = height * first.Width / first.Height;
        }

        (int whole, int tall) = ((int)width / SideRules.Multiple * SideRules.Multiple, (int)height / SideRules.Multiple * SideRules.Multiple);
        return whole >= SideRules.Multiple && tall >= SideRules.Multiple && whole <= ImageRequest.MaxSide && tall <= ImageRequest.MaxSide
            ? (whole, tall)
            : throw new FieldException("hr_scale", FormattableString.Invariant($"{width} x {height} cannot be painted; sides of {SideRules.Multiple} to {ImageRequest.MaxSide} pixels can"));
    }
}
