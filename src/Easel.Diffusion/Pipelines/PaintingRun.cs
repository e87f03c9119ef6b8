using System.Diagnostics;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Samplers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>One request on its way: prompts to contexts, noise to latents step by step, latents to pictures.</summary>
internal sealed class PaintingRun(LoadedModel model, ImageRequest request)
{
    private readonly NoiseSource _noise = NoiseSource.Create(request.Noise, request.Seed);
    private readonly Sampler _sampler = Sampler.Create(new SamplerSettings(request.Sampler, request.Steps) { Schedule = request.Schedule, Eta = request.Eta }, model.Schedule);
    private readonly int _noiseBatch = request.NoiseBatch > 0 ? request.NoiseBatch : request.Batches.Max(batch => batch.Count);

    private Device Device => model.Device;

    /// <summary>Does the work as far as it is asked for.</summary>
    public IEnumerable<RunUpdate> Updates(CancellationToken cancel)
    {
        foreach (string warning in GuidedPrompts.Warnings(model, request))
        {
            yield return new WarningUpdate(warning);
        }

        using Tensor? fixedStart = request.FixedStart ? new LatentNoise(_noise, Layout(_noiseBatch)).Draw(Device) : null;
        if (request.Noise == NoiseKind.Torch)
        {
            // See LateTextTower: none for published models.
            NoiseState state = _noise.Save();
            _noise.Restore(state with { Position = state.Position + model.WordsBeforeFirstPrompt });
        }

        for (int iteration = 0; iteration < request.Iterations; iteration++)
        {
            for (int batch = 0; batch < request.Batches.Count; batch++)
            {
                foreach (RunUpdate update in PaintBatch(iteration, batch, fixedStart, cancel))
                {
                    yield return update;
                }
            }
        }
    }

    private IEnumerable<RunUpdate> PaintBatch(int iteration, int batch, Tensor? fixedStart, CancellationToken cancel)
    {
        IReadOnlyList<string> prompts = request.Batches[batch];
        LatentNoise noise = new(_noise, Layout(prompts.Count), _noiseBatch);
        cancel.ThrowIfCancellationRequested();

        ApproximatedStep[] steps = [.. Enumerable.Range(0, _sampler.StepCount).Select(i => ApproximatedStep.Of(request.Approximations, i, _sampler.StepCount))];
        using GuidedPrompts guided = new(model, request, prompts, _sampler.StepCount, pauses: steps.Any(step => !step.IsGuided));

        // What earlier steps leave to later ones: with the sampler's state, all of the run.
        using DeepFeatures? features = steps.Any(step => step.MayReuse) ? new() : null;
        SamplerState state = SamplerState.Begin(Start(noise, fixedStart, prompts.Count), noise);
        try
        {
            while (state.Step < _sampler.StepCount)
            {
                cancel.ThrowIfCancellationRequested();
                long began = Stopwatch.GetTimestamp();
                string what = $"Step {state.Step + 1} of {_sampler.StepCount}";
                int place = state.Step;
                ApproximatedStep step = steps[place];
                UNetShortcuts shortcuts = new(features, step.MayReuse, step.Merged);
                state = _sampler.Step(state, (latent, time) => Checked(what, () => guided.Predict(place, latent, time, step.IsGuided, shortcuts)), noise);
                NonFiniteSearch.RequireLatent(Device, what, state.Latent);
                yield return new StepUpdate(iteration, batch, state.Step, _sampler.StepCount, Stopwatch.GetElapsedTime(began));
            }

            for (int i = 0; i < prompts.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                yield return Decode(state.Latent.Slice(i, 1), iteration, batch, i);
            }
        }
        finally
        {
            state.Dispose();
        }
    }

    private ImageUpdate Decode(Tensor latent, int iteration, int batch, int index)
    {
        using Scope scope = Device.BeginScope();

        Tensor scaled = Device.Combine(1 / model.Shape.Diffusion.LatentScale, latent, 0, latent);
        Tensor picture = Checked("Decoding", () => model.Decoder.Forward(scaled));
        float[] unit = new float[picture.Shape.Count];
        Device.Download(picture, unit);
        return new ImageUpdate(iteration, batch, index, request.Batches[batch][index], unit, picture.Shape[2], picture.Shape[1]);
    }

    private Tensor Checked(string what, Func<Tensor> work) => NonFiniteSearch.Require(Device, what, work(), work);

    private Tensor Start(LatentNoise noise, Tensor? fixedStart, int count)
    {
        if (fixedStart is null)
        {
            return noise.Draw(Device);
        }

        // A copy: the state owns its latent, and the next batch wants the noise again.
        Tensor start = fixedStart.Slice(0, count);
        return Device.Combine(1, start, 0, start);
    }

    private LatentLayout Layout(int batch)
        => new(batch, request.Height / request.Downsampling, request.Width / request.Downsampling, request.LatentChannels);
}
