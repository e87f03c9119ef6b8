using Easel.Diffusion.Schedules;
using Easel.Tensors;

namespace Easel.Diffusion.Samplers;

/// <summary>
/// Multistep consistency sampling, Luo et al. 2023, arXiv:2310.04378, algorithm 3: the model's guess of the finished latent, made noisy again for the next step.
/// For models distilled for it.
/// </summary>
internal sealed class LcmSampler(SigmaSchedule schedule) : SigmaSampler(schedule)
{
    // Of the consistency function's boundary condition, as the published models were distilled: c_skip(t), c_out(t) with sigma_data 0.5 and times by ten.
    private const double DataDeviation = 0.5;
    private const double TimeScale = 10;

    /// <inheritdoc/>
    internal override double StartScale => StartScaleOfUnitVariance;

    /// <inheritdoc/>
    private protected override (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        double sigma = Schedule[state.Step];
        Tensor guess = Clean(state.Latent, sigma, PredictAt(state.Step, state.Latent, predictNoise));

        double time = Schedule.TimeAt(state.Step) * TimeScale;
        double square = (time * time) + (DataDeviation * DataDeviation);
        double skip = DataDeviation * DataDeviation / square / Math.Sqrt((sigma * sigma) + 1);
        Tensor clean = state.Latent.Device.Combine((float)skip, state.Latent, (float)(time / Math.Sqrt(square)), guess);

        Tensor latent = AddNoise(Blend(0, state.Latent, clean), Schedule[state.Step + 1], noise);
        return (latent, clean, []);
    }
}
