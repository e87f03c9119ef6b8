namespace Easel.Diffusion.Schedules;

/// <summary>How a schedule's variances follow from its first and last.</summary>
public enum BetaRule
{
    /// <summary>Their square roots rise linearly, counted in float64: <see cref="NoiseSchedule.Linear"/>.</summary>
    StableDiffusion,

    /// <summary>They rise linearly, counted in float32: diffusers' <c>linear</c>.</summary>
    Linear,

    /// <summary>Their square roots rise linearly, counted in float32: diffusers' <c>scaled_linear</c>.</summary>
    ScaledLinear,

    /// <summary>What is left falls as a squared cosine, whatever the first and last: diffusers' <c>squaredcos_cap_v2</c>.</summary>
    SquaredCosine,
}

/// <summary>What a schedule was computed from.</summary>
/// <param name="Rule">how</param>
/// <param name="Start">the variance added at the first time, in ]0, 1[; 0 where the rule does not ask for it</param>
/// <param name="End">the variance added at the last time, in ]0, 1[; 0 where the rule does not ask for it</param>
public sealed record ScheduleOrigin(BetaRule Rule, double Start = 0, double End = 0);
