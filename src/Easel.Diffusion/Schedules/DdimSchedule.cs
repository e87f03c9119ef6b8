using Easel.Diffusion.Samplers;

namespace Easel.Diffusion.Schedules;

/// <summary>The times that DDIM, PLMS and PNDM visit, and what they know of each. Index 0 is the last step, where the latent is cleanest.</summary>
/// <remarks>
/// The times are 1, 1 + c, 1 + 2c … with c = 1000 / steps in whole numbers, as in the original scripts; so there may be more steps than asked for
/// (30 gives 31). For 3, 9, 27, 36, 37, 101 to 111, 251 to 333 and more than 500 steps that rule ends at 1000, which no model knows, and the original
/// stops there; here the last time is then 999. With c = 1 that makes 999 come twice: the first step stays where it is.
/// </remarks>
internal sealed class DdimSchedule
{
    private readonly int _asked;
    private readonly int[] _times;
    private readonly double[] _alphas;
    private readonly double[] _alphasBefore;
    private readonly double[] _sigmas;

    /// <summary>The schedule for a number of steps.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <param name="eta">Fresh noise: 0 none, 1 as much as DDPM. 0 or more.</param>
    /// <exception cref="GenerationException">Steps or eta are out of range.</exception>
    public DdimSchedule(NoiseSchedule schedule, int steps, double eta = 0) : this(schedule, steps, eta, isExact: false)
    {
    }

    private DdimSchedule(NoiseSchedule schedule, int steps, double eta, bool isExact)
    {
        if (steps < 1 || steps > schedule.Times)
        {
            throw new GenerationException($"{steps} steps cannot be made; 1 to {schedule.Times} can.");
        }

        if (!(eta >= 0 && double.IsFinite(eta)))
        {
            throw new GenerationException($"Eta is {eta}; it is 0 or more, and usually at most 1.");
        }

        _asked = steps;
        int stride = schedule.Times / steps;
        int count = isExact ? steps : (schedule.Times + stride - 1) / stride;
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

    /// <summary>The schedule without the times that are more than were asked for: of 30 steps it begins at 958 and not at 991. As in newer diffusers.</summary>
    /// <param name="schedule">The model's.</param>
    /// <param name="steps">1 to the model's number of times.</param>
    /// <exception cref="GenerationException">Steps are out of range.</exception>
    public static DdimSchedule Exactly(NoiseSchedule schedule, int steps) => new(schedule, steps, eta: 0, isExact: true);

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

    /// <summary>How noisy a latent is before a step.</summary>
    /// <param name="step">0 to <see cref="Count"/>, which is after the last step.</param>
    public NoiseLevel LevelAt(int step) => Level(step == Count ? _alphasBefore[0] : _alphas[Count - 1 - step]);

    /// <summary>
    /// Where a run begins with a picture: with the last (int)(strength * steps) steps, of the steps that were asked for. Its noise is the level before one step
    /// more, as in the original's <c>stochastic_encode</c>; where there is none, at strength 1, the highest level, and the original has no answer.
    /// </summary>
    /// <param name="strength">0 to 1.</param>
    public SamplerStart StartFor(double strength)
    {
        int taken = Math.Min((int)(strength * _asked), Count);
        return new SamplerStart(Count - taken, Level(_alphas[Math.Min(taken, Count - 1)]));
    }

    private static NoiseLevel Level(double alpha) => new(Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
}
