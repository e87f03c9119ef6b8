using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Diffusion.Schedules;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Tests.Diffusion.Samplers;

public class SamplerStateTests
{
    private static readonly LatentLayout s_layout = new(Batch: 2, Height: 8, Width: 8);

    public static TheoryData<SamplerKind, double> Samplers => new()
    {
        { SamplerKind.Ddim, 0 },
        { SamplerKind.Ddim, 1 },
        { SamplerKind.Plms, 0 },
        { SamplerKind.DpmSolver, 0 },
        { SamplerKind.Lms, 0 },
        { SamplerKind.Pndm, 0 },
        { SamplerKind.Euler, 0 },
        { SamplerKind.EulerAncestral, 1 },
        { SamplerKind.Heun, 0 },
        { SamplerKind.Dpm2, 0 },
        { SamplerKind.Dpm2Ancestral, 1 },
        { SamplerKind.DpmPlusPlus2SAncestral, 1 },
        { SamplerKind.DpmPlusPlusSde, 1 },
        { SamplerKind.DpmPlusPlus2M, 0 },
        { SamplerKind.DpmPlusPlus2MSde, 1 },
        { SamplerKind.DpmPlusPlus2MSdeHeun, 0.5 },
        { SamplerKind.DpmPlusPlus3MSde, 1 },
        { SamplerKind.UniPc, 0 },
        { SamplerKind.UniPcBh2, 0 },
        { SamplerKind.UniPcMultistep, 0 },
        { SamplerKind.DpmFast, 0 },
        { SamplerKind.DpmFast, 1 },
        { SamplerKind.Lcm, 1 },
        { SamplerKind.Ddpm, 1 },
        { SamplerKind.DemoLms, 0 },
        { SamplerKind.DemoPndm, 0 },
    };

    [Theory]
    [MemberData(nameof(Samplers))]
    public void A_run_that_moves_to_another_device_ends_as_one_that_stays(SamplerKind kind, double eta)
    {
        Sampler sampler = Create(kind, 10, eta);
        using CpuDevice here = new(threads: 1);
        using CpuDevice there = new(threads: 1);

        float[] expected = Planes(Advance(sampler, Begin(here, out LatentNoise noise), noise, until: 10));
        SamplerState half = Advance(sampler, Begin(here, out noise), noise, until: 5);
        SamplerState moved = new(half.Step, Move(half.Latent), Move(half.Clean!), [.. half.History.Select(Move)], half.Noise) { First = half.First };
        float[] actual = Planes(Advance(sampler, moved, new LatentNoise(NoiseSource.Create(half.Noise), s_layout), until: 10));

        Assert.Equal(expected, actual);

        Tensor Move(Tensor tensor) => s_layout.Upload(there, Planes(tensor));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void A_run_that_everything_else_forgets_after_each_step_ends_as_one_in_one_piece(SamplerKind kind, double eta)
    {
        using CpuDevice device = new(threads: 1);

        float[] expected = Planes(Advance(Create(kind, 10, eta), Begin(device, out LatentNoise noise), noise, until: 10));
        SamplerState state = Begin(device, out _);
        for (int step = 1; step <= 10; step++)
        {
            LatentNoise again = new(NoiseSource.Create(state.Noise), s_layout);
            state = Advance(Create(kind, 10, eta), state, again, step);
        }

        Assert.Equal(expected, Planes(state));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void A_step_that_fails_leaves_the_state_and_can_be_repeated(SamplerKind kind, double eta)
    {
        Sampler sampler = Create(kind, 10, eta);
        using CpuDevice device = new(threads: 1);
        float[] expected = Planes(Advance(sampler, Begin(device, out LatentNoise noise), noise, until: 5));
        SamplerState state = Advance(sampler, Begin(device, out noise), noise, until: 4);

        Assert.Throws<OperationCanceledException>(() => sampler.Step(state, (_, _) => throw new OperationCanceledException(), noise));
        noise.Pass();
        float[] actual = Planes(Advance(sampler, state, noise, until: 5));

        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void Memory_does_not_grow_with_the_steps(SamplerKind kind, double eta)
    {
        Sampler sampler = Create(kind, 50, eta);
        using CpuDevice device = new(threads: 1);

        SamplerState state = Advance(sampler, Begin(device, out LatentNoise noise), noise, until: 6);
        long early = device.Memory.Activations;
        Advance(sampler, state, noise, until: 50).Dispose();

        Assert.Equal(early, device.Memory.Activations);
    }

    [Fact]
    public void A_run_that_is_over_takes_no_more_steps()
    {
        Sampler sampler = Sampler.Create(SamplerKind.Ddim, NoiseSchedule.Linear(), 2);
        using CpuDevice device = new(threads: 1);
        SamplerState state = Advance(sampler, Begin(device, out LatentNoise noise), noise, until: 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Step(state, Predict, noise));
    }

    /// <summary>A sampler of so many steps. Of DPM fast, which is told how often to ask the model, all steps but the last two ask three times, and those twice and once.</summary>
    private static Sampler Create(SamplerKind kind, int steps, double eta)
        => Sampler.Create(kind, NoiseSchedule.Linear(), kind == SamplerKind.DpmFast ? 3 * (steps - 1) : steps, eta);

    private static SamplerState Begin(Device device, out LatentNoise noise)
    {
        noise = new LatentNoise(NoiseSource.Create(NoiseKind.Torch, 3), s_layout);
        return SamplerState.Begin(noise.Draw(device), noise);
    }

    private static SamplerState Advance(Sampler sampler, SamplerState state, LatentNoise noise, int until)
    {
        while (state.Step < until)
        {
            state = sampler.Step(state, Predict, noise);
        }

        return state;
    }

    private static Tensor Predict(Tensor latent, float time) => latent.Device.Combine(0.8f, latent, time / 5000, latent);

    private static float[] Planes(SamplerState state) => Planes(state.Latent);

    private static float[] Planes(Tensor latent)
    {
        float[] planes = new float[s_layout.Count];
        s_layout.Download(latent, planes);
        return planes;
    }
}
