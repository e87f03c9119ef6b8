namespace Easel.Diffusion.Approximations;

/// <summary>Fixed combinations, the higher the faster and the less like the exact picture. Chosen by `easel bench quality`: docs/performance.md.</summary>
public static class ApproximationLevels
{
    private static readonly ApproximationChoice[] s_all =
    [
        ApproximationChoice.None,
        new() { ReuseEvery = 2, ReuseStart = 0.15 },
        new() { ReuseEvery = 3, ReuseStart = 0.2 },
        new() { ReuseEvery = 5, ReuseStart = 0.3 },
    ];

    /// <summary>The highest.</summary>
    public static int Highest => s_all.Length - 1;

    /// <summary>What a level leaves out.</summary>
    /// <param name="level">0, which is nothing, to <see cref="Highest"/>.</param>
    public static ApproximationChoice Of(int level) => s_all[level];
}
