using Easel.Diffusion;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

public class DpmSolverSamplerTests
{
    private const float Start = 1.7f;

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(50)]
    public void A_single_known_image_is_reached_exactly(int steps)
    {
        double[] alphas = Alphas();
        const double Image = 0.6;

        // The noise is what is left of the latent without the image, and stays the same on the exact way.
        double actual = Run(steps, (x, time) => (x - (Share(alphas, time) * Image)) / Rest(alphas, time));

        double noise = (Start - (Share(alphas, 999) * Image)) / Rest(alphas, 999);
        Assert.Equal((Share(alphas, 0) * Image) + (Rest(alphas, 0) * noise), actual, Tolerances.Analytic);
    }

    [Theory]
    [InlineData(250)]
    [InlineData(500)]
    public void For_images_of_normal_pixels_twice_the_steps_leave_a_quarter_of_the_error(int steps)
    {
        double[] alphas = Alphas();

        double coarse = Error(steps);
        double fine = Error(2 * steps);

        Assert.InRange(coarse / fine, 3.3, 4.1);

        // Of pixels N(0, s^2) the model's best guess is linear in the latent, and the latent keeps its place in its distribution.
        double Error(int count)
        {
            const double Variance = 0.25;
            double actual = Run(count, (x, time) => x * Rest(alphas, time) / Total(time));
            return Math.Abs(actual - (Start * Math.Sqrt(Total(0) / Total(999))));

            double Total(double time) => (Share(alphas, time) * Share(alphas, time) * Variance) + (Rest(alphas, time) * Rest(alphas, time));
        }
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void The_last_of_fewer_than_15_steps_does_not_look_back(int steps, bool isFirstOrder)
    {
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(new RecordedNoise([]), new LatentLayout(1, 1, 1, 1));
        Sampler sampler = Sampler.Create(SamplerKind.DpmSolver, NoiseSchedule.Linear(), steps);

        float afterZero = LastStep(history: 0);
        float afterTen = LastStep(history: 10);

        Assert.Equal(isFirstOrder, afterZero == afterTen);

        float LastStep(float history)
        {
            SamplerState state = new(steps - 1, Single(device, Start), clean: null, [Single(device, history)], noise.Save());
            return Value(sampler.Step(state, (_, _) => Single(device, 1), noise).Latent);
        }
    }

    [Fact]
    public void No_noise_is_drawn()
    {
        RecordedNoise noise = new([]);

        Run(10, (x, _) => x, noise);

        Assert.Equal(0, noise.Draws);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    public void Steps_out_of_range_are_refused(int steps)
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Sampler.Create(SamplerKind.DpmSolver, NoiseSchedule.Linear(), steps));

        Assert.Contains("2 to 1000", error.Message);
    }

    private static double Run(int steps, Func<double, double, double> model, NoiseSource? source = null)
    {
        using CpuDevice device = new(threads: 1);
        LatentNoise noise = new(source ?? new RecordedNoise([]), new LatentLayout(1, 1, 1, 1));
        Sampler sampler = Sampler.Create(SamplerKind.DpmSolver, NoiseSchedule.Linear(), steps);
        SamplerState state = SamplerState.Begin(Single(device, Start), noise);
        while (state.Step < steps)
        {
            state = sampler.Step(state, (x, time) => Single(device, (float)model(Value(x), time)), noise);
        }

        return Value(state.Latent);
    }

    private static Tensor Single(CpuDevice device, float value) => device.Upload([value], Shape.Of(1, 1, 1, 1));

    private static float Value(Tensor tensor)
    {
        float[] value = new float[1];
        tensor.Device.Download(tensor, value);
        return value[0];
    }

    private static double[] Alphas() => Goldens.Open("tiny-sd/stages/schedule.safetensors").Doubles("alphas_cumprod_f64");

    /// <summary>The image's share at a time between trained ones: log-linear.</summary>
    private static double Share(double[] alphas, double time)
    {
        int below = Math.Clamp((int)time, 0, alphas.Length - 2);
        double between = Math.Max(time, 0) - below;
        return Math.Sqrt(Math.Pow(alphas[below], 1 - between) * Math.Pow(alphas[below + 1], between));
    }

    private static double Rest(double[] alphas, double time) => Math.Sqrt(1 - Math.Pow(Share(alphas, time), 2));
}
