using Easel.Diffusion.Approximations;
using Easel.Painting.Texts;

namespace Easel.Cli.Options;

/// <summary><c>--fast</c>: what painting commands may leave out to be done sooner.</summary>
internal static class FastOption
{
    /// <summary>The option.</summary>
    public static ValueOption<ApproximationChoice> Create() => new(
        "--fast",
        ApproximationChoice.None,
        $"paint sooner and less exactly: a level, {Levels()}; or its parts by name, separated by commas: reuse=N computes the UNet's deep part in every N-th step only, "
            + "guidance=A-B guides between the shares A and B of the steps, merge=R merges a share R of the tokens, int8 multiplies the UNet's middle layers in eight bits. easel bench quality tells the prices",
        FastText.Read)
    {
        Shown = "LEVEL",
    };

    private static string Levels()
        => string.Join(", ", Enumerable.Range(1, ApproximationLevels.Highest).Select(level => $"{level} ({ApproximationLevels.Of(level)})"));
}
