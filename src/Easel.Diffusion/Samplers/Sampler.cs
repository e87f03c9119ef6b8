using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Samplers;

/// <summary>A way from noise to a latent, step by step. Remembers nothing itself: a run is a <see cref="SamplerState"/>, and the loop belongs to the caller.</summary>
/// <example>
/// <code>
/// SamplerState state = SamplerState.Begin(noise.Draw(device), noise);
/// while (state.Step &lt; sampler.StepCount)
/// {
///     state = sampler.Step(state, predictNoise, noise);
/// }
/// </code>
/// </example>
public abstract class Sampler
{
    private protected Sampler(int stepCount)
    {
        StepCount = stepCount;
    }

    /// <summary>How many steps a run has: DDIM, PLMS and the schedule DdimUniform may take more than were asked for, Beta fewer; DPM fast one in three.</summary>
    public int StepCount { get; }

    /// <summary>What noise of unit variance is multiplied with to be the latent that a whole run begins with.</summary>
    internal virtual double StartScale => 1;

    /// <summary>A sampler.</summary>
    /// <param name="settings">Which, and how.</param>
    /// <param name="schedule">The model's.</param>
    /// <exception cref="GenerationException">Steps or eta are out of range, or the sampler does not have the schedule.</exception>
    public static Sampler Create(SamplerSettings settings, NoiseSchedule schedule)
    {
        SamplerSettings whole = SamplerTraits.Of(settings.Kind).Complete(settings);
        return settings.Kind switch
        {
            SamplerKind.Ddim => new DdimSampler(new DdimSchedule(schedule, settings.Steps, whole.Eta!.Value)),
            SamplerKind.Plms => new PlmsSampler(new DdimSchedule(schedule, settings.Steps)),
            SamplerKind.Pndm => new PndmSampler(DdimSchedule.Exactly(schedule, settings.Steps)),
            SamplerKind.DpmSolver => new DpmSolverSampler(schedule, settings.Steps),
            SamplerKind.DemoLms => new LmsSampler(DemoSchedule.Of(schedule, settings.Steps)),
            SamplerKind.DemoPndm => new DemoPndmSampler(schedule, settings.Steps),
            _ => SigmaSamplers.Create(whole, schedule),
        };
    }

    /// <inheritdoc cref="Create(SamplerSettings, NoiseSchedule)"/>
    public static Sampler Create(SamplerKind kind, NoiseSchedule schedule, int steps, double? eta = null)
        => Create(new SamplerSettings(kind, steps) { Eta = eta }, schedule);

    /// <summary>How noisy a latent is before a step.</summary>
    /// <param name="step">0 to <see cref="StepCount"/>, which is after the last step.</param>
    internal abstract NoiseLevel LevelAt(int step);

    /// <summary>Where it begins with a picture that is there already.</summary>
    /// <param name="strength">The share of the steps that is taken: 0 none, 1 all.</param>
    internal virtual SamplerStart StartFor(double strength)
    {
        int step = StepCount - Math.Min((int)(strength * StepCount), StepCount);
        return new SamplerStart(step, LevelAt(step));
    }

    /// <summary>Takes one step. The same state gives the same result, whatever was drawn meanwhile: the noise goes to where the state says first.</summary>
    /// <param name="state">Where the run is. Used up if the step succeeds, whole if it throws.</param>
    /// <param name="predictNoise">The model.</param>
    /// <param name="noise">Where to draw from.</param>
    /// <returns>Where the run is then; its tensors outlive the step's scope.</returns>
    public SamplerState Step(SamplerState state, NoisePredictor predictNoise, LatentNoise noise)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(state.Step, StepCount, nameof(state));

        noise.Restore(state.Noise);
        using Scope scope = state.Latent.Device.BeginScope();
        (Tensor latent, Tensor clean, IReadOnlyList<Tensor> history) = Advance(state, predictNoise, noise);

        SamplerState next = new(state.Step + 1, latent, clean, history, noise.Save()) { First = state.First };
        next.KeepFrom(scope);
        state.DisposeAllBut(next);
        return next;
    }

    /// <summary>The mathematics of a step, inside a scope: the next latent, the guess of the finished one, and what to remember.</summary>
    private protected abstract (Tensor Latent, Tensor Clean, IReadOnlyList<Tensor> History) Advance(SamplerState state, NoisePredictor predictNoise, LatentNoise noise);
}
