namespace Easel.Diffusion.Schedules;

/// <summary>The times that DDIM and PLMS visit, and what they know of each. Index 0 is the last step, where the latent is cleanest.</summary>
/// <remarks>
/// The times are 1, 1 + c, 1 + 2c … with c = 1000 / steps in whole numbers, as in the original scripts; so there may be more steps than asked for
/// (30 gives 31). For 3, 9, 27, 36, 37, 101 to 111, 251 to 333 and more than 500 steps that rule ends at 1000, which no model knows, and the original
/// stops there; here the last time is then 999. With c = 1 that makes 999 come twice: the first step stays where it is.
/// </remarks>
internal sealed class DdimSchedule
{
    private readonly int[] _times;
    private readonly double[] _alphas;
    private readonly double[] _alphasBefore;
    private readonly double[] _sigmas;

    /// <summary>The schedule for a number of steps.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <param name="eta">Fresh noise: 0 none, 1 as much as DDPM. 0 or more.</param>
    /// <exception cref="GenerationException">Steps or eta are out of range.</exception>
    public DdimSchedule(NoiseSchedule schedule, int steps, double eta = 0)
    {
        if (steps < 1 || steps > schedule.Times)
        {
            throw new GenerationException($"{steps} steps cannot be made; 1 to {schedule.Times} can.");
        }

        if (!(eta >= 0 && double.IsFinite(eta)))
        {
            throw new GenerationException($"Eta is {eta}; it is 0 or more, and usually at most 1.");
        }

        int stride = schedule.Times / steps;
        int count = (schedule.Times + stride - 1) / stride;
        _times = new int[count];
        _alphas = new double[count];
        _alphasBefore = new double[count];
        _sigmas = new double[count];

        double before = schedule.Alphas[0];
        for (int i = 0; i < count; i++)
        {
            _times[i] = Math.Min((i * stride) + 1, schedule.Times - 1);
            double alpha = schedule.Alphas[_times[i]];

            // Song et al. 2020, arXiv:2010.02502, eq. 16
            _sigmas[i] = eta * Math.Sqrt((1 - before) / (1 - alpha) * (1 - (alpha / before)));
            if (1 - before - (_sigmas[i] * _sigmas[i]) < 0)
            {
                throw new GenerationException($"Eta {eta} asks for more fresh noise at time {_times[i]} than the latent holds there; 1 or less always works.");
            }

            _alphas[i] = alpha;
            _alphasBefore[i] = before;
            before = alpha;
        }
    }

    /// <summary>How many steps there are.</summary>
    public int Count => _times.Length;

    /// <summary>The model's time of each step, rising.</summary>
    public ReadOnlySpan<int> Times => _times;

    /// <summary>a_t where a step begins.</summary>
    public ReadOnlySpan<double> Alphas => _alphas;

    /// <summary>a_t where a step ends: at the time of the index below, or for index 0 at time 0.</summary>
    public ReadOnlySpan<double> AlphasBefore => _alphasBefore;

    /// <summary>The standard deviation of a step's fresh noise.</summary>
    public ReadOnlySpan<double> Sigmas => _sigmas;
}
