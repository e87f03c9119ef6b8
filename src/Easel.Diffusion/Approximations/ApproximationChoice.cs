namespace Easel.Diffusion.Approximations;

/// <summary>What a run leaves out to be done sooner, at a price in likeness; by default nothing. docs/performance.md tells the prices.</summary>
public sealed record ApproximationChoice
{
    /// <summary>Nothing is left out.</summary>
    public static ApproximationChoice None { get; } = new();

    /// <summary>
    /// Every how many steps the deep part of the UNet is computed; between them only its outermost blocks are, on the last deep result. 1 to 1000; 1 is every step.
    /// Ma et al. 2023, "DeepCache", arXiv:2312.00858.
    /// </summary>
    public int ReuseEvery { get; init; } = 1;

    /// <summary>
    /// The share of the steps that are computed whole before <see cref="ReuseEvery"/> begins to count. 0 to 1. The first steps decide what is where, and change most.
    /// </summary>
    public double ReuseStart { get; init; }

    /// <summary>Where in the run guidance begins, as a share of its steps. 0 to 1, below <see cref="GuidanceEnd"/>. Kynkäänniemi et al. 2024, arXiv:2404.07724.</summary>
    public double GuidanceStart { get; init; }

    /// <summary>Where in the run guidance ends. A step outside computes the prompt's half of the batch only.</summary>
    public double GuidanceEnd { get; init; } = 1;

    /// <summary>
    /// Share of the tokens that are merged into others in self-attention where the resolution is highest. 0 to 0.75. Bolya and Hoffman 2023, arXiv:2303.17604.
    /// </summary>
    public double MergedShare { get; init; }

    /// <summary>
    /// Whether the UNet's middle layers multiply whole numbers of eight bits, with a scale for each output's weights and one for each 320 numbers that go in. The
    /// pipeline must have been opened so: <see cref="Pipelines.PipelineOptions.UsesInt8"/>.
    /// </summary>
    public bool UsesInt8 { get; init; }

    /// <summary>As it is written on a command line: <c>reuse=3:0.2,guidance=0-0.8,merge=0.5,int8</c>; <c>off</c> if nothing is left out. <see cref="ApproximationText.Read"/> reads it.</summary>
    public override string ToString() => ApproximationText.Of(this);
}
