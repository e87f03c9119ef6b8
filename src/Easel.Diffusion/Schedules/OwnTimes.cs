namespace Easel.Diffusion.Schedules;

/// <summary>The trained times, falling, that some samplers visit unless another schedule is asked for; as diffusers' schedulers do by default.</summary>
internal static class OwnTimes
{
    /// <summary>Steps that consistency models are distilled on. Luo et al. 2023, arXiv:2310.04378: every 20th of 1000 times.</summary>
    public const int DistilledSteps = 50;

    /// <summary>UniPC's in diffusers: evenly from the last time down to the first, rounded, without the first.</summary>
    public static IEnumerable<int> UniPc(int times, int steps)
        => Enumerable.Range(0, steps).Select(i => (int)Math.Round((double)(times - 1) * (steps - i) / steps));

    /// <summary>DDPM's: 1, 1 + c, 1 + 2c … with c = times / steps in whole numbers.</summary>
    public static IEnumerable<int> Ddpm(int times, int steps)
        => Enumerable.Range(0, steps).Select(i => Math.Min(((steps - 1 - i) * (times / steps)) + 1, times - 1));

    /// <summary>LCM's: of the distilled times, the last, and others so many below it that they are nearly even.</summary>
    public static IEnumerable<int> Lcm(int times, int steps)
    {
        int distilled = Math.Min(DistilledSteps, times);
        return Enumerable.Range(0, steps).Select(i => ((distilled - (i * distilled / steps)) * (times / distilled)) - 1);
    }
}
