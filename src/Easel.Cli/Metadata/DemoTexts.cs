using Easel.Cli.Commands;
using Easel.Cli.Options;
using Easel.Diffusion.Pipelines;
using Easel.Imaging.Png;
using Easel.Painting;
using Easel.Painting.Metadata;
using Easel.Painting.Texts;

namespace Easel.Cli.Metadata;

/// <summary>
/// The texts that <c>demo.py</c> put into its pictures from September 2022 to January 2023: every argument that has a value, files without their folders.
/// </summary>
internal static class DemoTexts
{
    /// <summary>The texts of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Its model.</param>
    /// <param name="seed">Its seed, given or drawn.</param>
    public static IReadOnlyList<PngText> Of(ParsedOptions parsed, ChosenModel model, ulong seed)
    {
        (string Name, string? Value)[] arguments =
        [
            ("model", ModelName(parsed, model)),
            ("seed", Show(seed)),
            ("beta_start", Show(parsed.Of(DemoArguments.BetaStart))),
            ("beta_end", Show(parsed.Of(DemoArguments.BetaEnd))),
            ("beta_schedule", parsed.Of(DemoArguments.BetaSchedule)),
            ("num_inference_steps", Show((ulong)parsed.Of(DemoArguments.Steps))),
            ("guidance_scale", Show(parsed.Of(DemoArguments.Scale))),
            ("eta", Show(parsed.Of(DemoArguments.Eta))),
            ("tokenizer", parsed.Of(DemoArguments.Tokenizer) is DemoKeys.OriginalTokenizer ? DemoKeys.OriginalTokenizer : DemoKeys.FileName(parsed.Of(DemoArguments.Tokenizer))),
            ("prompt", parsed.Of(DemoArguments.Prompt)),
            ("params_from", DemoKeys.FileName(parsed.Of(DemoArguments.ParametersFrom))),
            ("init_image", DemoKeys.FileName(parsed.Of(DemoArguments.InitialImage))),
            ("strength", Show(parsed.Of(DemoArguments.Strength))),
            ("mask", DemoKeys.FileName(parsed.Of(DemoArguments.Mask))),
            ("output", DemoKeys.FileName(parsed.Of(DemoArguments.Output))),
        ];
        return [.. arguments.Where(argument => argument.Value is not null).Select(argument => new PngText(DemoKeys.Prefix + argument.Name, argument.Value!))];
    }

    private static string? ModelName(ParsedOptions parsed, ChosenModel model)
        => model.Pocket is not null ? PocketModel.Name
            : parsed.Has(DemoArguments.Model) ? DemoKeys.FileName(model.Checkpoint)
            : DemoKeys.OriginalModel;

    private static string Show(ulong number) => PythonNumber.Format(number);

    private static string Show(double number) => PythonNumber.Format(number);
}
