using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary>What <c>demo</c> paints, but for pictures to begin with.</summary>
internal static class DemoRequest
{
    /// <summary>The request of a command line; the model that comes with Easel has a size of its own.</summary>
    public static ImageRequest Read(ParsedOptions parsed, PocketModel? pocket, ulong seed) => new()
    {
        Batches = [[parsed.Of(DemoArguments.Prompt)!]],
        Sampler = SamplerKind.DemoLms,
        Steps = (int)parsed.Of(DemoArguments.Steps),

        // At 1 or less there is none; the original fails in the second step.
        GuidanceScale = Math.Max(1, parsed.Of(DemoArguments.Scale)),
        Width = (int)parsed.Of(DemoArguments.Width, pocket?.Defaults.Width),
        Height = (int)parsed.Of(DemoArguments.Height, pocket?.Defaults.Height),
        Seed = seed,
        Noise = NoiseKind.Numpy,
        Approximations = parsed.Of(RunArguments.Fast),
    };

    /// <summary>The noise that is named, as diffusers makes it. As in the original it counts whatever the model was trained with.</summary>
    /// <exception cref="UsageException">Nothing would be left of a picture before the last time.</exception>
    public static NoiseSchedule ReadSchedule(ParsedOptions parsed)
    {
        string named = parsed.Of(DemoArguments.BetaSchedule);
        if (named == DemoArguments.SquaredCosine)
        {
            return NoiseSchedule.SquaredCosine();
        }

        (double start, double end) = (parsed.Of(DemoArguments.BetaStart), parsed.Of(DemoArguments.BetaEnd));
        try
        {
            return NoiseSchedule.OfDiffusers(start, end, isScaled: named == DemoArguments.ScaledLinear);
        }
        catch (ArgumentException)
        {
            throw new UsageException(
                $"arguments --beta-start {PythonNumber.Format(start)} and --beta-end {PythonNumber.Format(end)}: these add so much or so little noise that float32 cannot count it. Stable Diffusion 1 was trained with 0.00085 and 0.012");
        }
    }
}
