using Easel.Painting.Texts;
using Easel.Server.Foreign;

namespace Easel.Server.Automatic1111;

/// <summary>
/// What of a generation the web UI has and Easel does not. What would be another picture without it is refused; what is only something on top is left out with a
/// warning. Values that say nothing (null, 0, false, empty) are as good as none.
/// </summary>
internal static class FieldRules
{
    private static readonly (string Name, string What)[] s_refused =
    [
        ("subseed_strength", "variations of a seed are not offered; send 0"),
        ("seed_resize_from_w", "noise of another size is not offered; send 0"),
        ("seed_resize_from_h", "noise of another size is not offered; send 0"),
        ("tiling", "pictures that repeat without a seam are not offered; send false"),
        ("refiner_checkpoint", "a second model that refines is not offered; send null"),
        ("s_churn", "noise that Euler, Heun and DPM2 stir in between is not offered; send 0"),
        ("s_tmin", "noise that Euler, Heun and DPM2 stir in between is not offered; send 0"),
        ("hr_checkpoint_name", "another model for the second pass is not offered; send null"),
        ("hr_prompt", "a prompt of its own for the second pass is not offered; send an empty one"),
        ("hr_negative_prompt", "a prompt of its own for the second pass is not offered; send an empty one"),
        ("controlnet_units", "ControlNet is not offered; send none"),
    ];

    private static readonly (string Name, string What)[] s_passedOver =
    [
        ("restore_faces", "faces are not restored: there is no model for it"),
        ("s_min_uncond", "the negative prompt counts in every step: s_min_uncond only saves time"),
        ("distilled_cfg_scale", "it counts for models of another kind only"),
    ];

    // Numbers that are as good as none.
    private static readonly Dictionary<string, double[]> s_harmless = new() { ["distilled_cfg_scale"] = [3.5], ["seed_resize_from_w"] = [-1], ["seed_resize_from_h"] = [-1] };

    /// <summary>Refuses what is not offered.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="warnings">Told what is left out.</param>
    /// <exception cref="FieldException">Something is asked for that would be another picture without it.</exception>
    public static void Require(JsonFields fields, ICollection<string> warnings)
    {
        foreach ((string name, string what) in s_refused)
        {
            if (Asks(fields, name))
            {
                throw new FieldException(name, what);
            }
        }

        foreach ((string name, string what) in s_passedOver)
        {
            if (Asks(fields, name))
            {
                warnings.Add($"{name}: {what}");
            }
        }

        if (fields.Number("s_noise") is double noise and not 1 and not 0)
        {
            throw new FieldException("s_noise", FormattableString.Invariant($"fresh noise has the measure 1, not {noise}; send 1"));
        }

        if (fields.SaysSomething("script_name"))
        {
            throw new FieldException("", $"Script {Quoted.Of(fields.Text("script_name")!)} not found: scripts are not offered; leave script_name out");
        }

        if (fields.Object("alwayson_scripts") is JsonFields scripts && scripts.Names.FirstOrDefault() is string script)
        {
            throw new FieldException("", $"Script {Quoted.Of(script)} not found: scripts are not offered; leave it out of alwayson_scripts");
        }
    }

    private static bool Asks(JsonFields fields, string name)
        => fields.SaysSomething(name) && !(s_harmless.TryGetValue(name, out double[]? harmless) && double.TryParse(fields.Text(name), System.Globalization.CultureInfo.InvariantCulture, out double value) && harmless.Contains(value));
}
