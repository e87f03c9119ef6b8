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
    private readonly Sampler _sampler = Sampler.Create(new SamplerSettings(request.Sampler, request.Steps) { Schedule = request.Schedule, Eta = request.Eta }, model.Schedule);
    private readonly int _noiseBatch = request.NoiseBatch > 0 ? request.NoiseBatch : request.Batches.Max(batch => batch.Count);

    private PictureMoments? _read;

    private Device Device => model.Device;

    /// <summary>Does the work as far as it is asked for.</summary>
    public IEnumerable<RunUpdate> Updates(CancellationToken cancel)
    {
        foreach (string warning in GuidedPrompts.Warnings(model, request))
        {
            yield return new WarningUpdate(warning);
        }

        using InpaintingInput? beside = model.ReadsMask ? new InpaintingInput(model, request) : null;
        int seeds = request.HasSeedPerIteration ? request.Iterations : 1;
        for (int seed = 0; seed < seeds; seed++)
        {
            using RunBeginning beginning = Begin(seed);
            for (int iteration = seed; iteration < (request.HasSeedPerIteration ? seed + 1 : request.Iterations); iteration++)
            {
                for (int batch = 0; batch < request.Batches.Count; batch++)
                {
                    foreach (RunUpdate update in PaintBatch(iteration, batch, beginning, beside, cancel))
                    {
                        yield return update;
                    }
                }
            }
        }
    }

    /// <summary>What a seed's batches have in common.</summary>
    /// <param name="iteration">The first that has the seed.</param>
    private RunBeginning Begin(int iteration)
    {
        NoiseSource source = NoiseSource.Create(request.Noise, request.SeedOf(iteration));
        LatentNoise noise = new(source, Layout(_noiseBatch));

        // With a card, too, the original samples the picture's latent with the processor's generator: ldm/modules/distributions/distributions.py
        LatentNoise ofPicture = request.Noise == NoiseKind.Cuda ? new(NoiseSource.Create(NoiseKind.Torch, source.Seed), Layout(_noiseBatch)) : noise;
        RunBeginning beginning = new(
            source,
            request.Initial is InitialPicture initial ? new InitialLatents(model, initial, _read ??= InitialLatents.Read(model, initial.Picture), ofPicture) : null,
            request.FixedStart ? noise.Draw(Device) : null);
        if (request.Noise == NoiseKind.Torch)
        {
            // See LateTextTower: none for published models.
            NoiseState state = source.Save();
            source.Restore(state with { Position = state.Position + model.WordsBeforeFirstPrompt });
        }

        return beginning;
    }

    private IEnumerable<RunUpdate> PaintBatch(int iteration, int batch, RunBeginning beginning, InpaintingInput? beside, CancellationToken cancel)
    {
        IReadOnlyList<string> prompts = request.Batches[batch];
        LatentNoise noise = new(beginning.Noise, Layout(prompts.Count), _noiseBatch);
        cancel.ThrowIfCancellationRequested();

        ApproximatedStep[] steps = [.. Enumerable.Range(0, _sampler.StepCount).Select(i => ApproximatedStep.Of(request.Approximations, i, _sampler.StepCount))];
        using GuidedPrompts guided = new(model, request, prompts, _sampler.StepCount, pauses: steps.Any(step => !step.IsGuided));

        // What earlier steps leave to later ones: with the sampler's state, all of the run.
        using DeepFeatures? features = steps.Any(step => step.MayReuse) ? new() : null;
        using Tensor start = beginning.FixedStart is Tensor kept ? Copy(kept.Slice(0, prompts.Count)) : noise.Draw(Device);
        SamplerState state = Start(start, beginning.Initial, noise);
        int leftOut = state.Step;
        int count = _sampler.StepCount - leftOut;
        try
        {
            while (state.Step < _sampler.StepCount)
            {
                cancel.ThrowIfCancellationRequested();
                long began = Stopwatch.GetTimestamp();
                int place = state.Step;
                string what = $"Step {place - leftOut + 1} of {count}";
                ApproximatedStep step = steps[place];

                // Where a run begins with a picture, its first step has nothing to reuse.
                UNetShortcuts shortcuts = new(features, step.MayReuse, step.Merged);
                state = _sampler.Step(state, (latent, time) => Checked(what, () => guided.Predict(place, beside?.Join(latent) ?? latent, time, step.IsGuided, shortcuts)), noise);
                model.ReleaseTextEncoder();
                state = state.WithLatent(beginning.Initial?.Keep(state.Latent, start, _sampler, place) ?? state.Latent);
                NonFiniteSearch.RequireLatent(Device, what, state.Latent);
                yield return new StepUpdate(iteration, batch, state.Step - leftOut, count, Stopwatch.GetElapsedTime(began));
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

    /// <summary>The state before the first step: noise, or the initial picture under some.</summary>
    /// <param name="noise">Of unit variance; stays the caller's.</param>
    /// <param name="initial">The picture, if there is one.</param>
    /// <param name="steps">Where the steps will draw from.</param>
    private SamplerState Start(Tensor noise, InitialLatents? initial, LatentNoise steps)
    {
        if (initial is null)
        {
            float scale = (float)_sampler.StartScale;
            return SamplerState.Begin(scale == 1 ? Copy(noise) : Device.Combine(scale, noise, 0, noise), steps);
        }

        SamplerStart start = _sampler.StartFor(request.Initial!.Strength);
        return SamplerState.Begin(initial.At(start.Level, noise), steps, start.Step);
    }

    private ImageUpdate Decode(Tensor latent, int iteration, int batch, int index)
    {
        using Scope scope = Device.BeginScope();

        Tensor scaled = Device.Combine(1 / model.Shape.Diffusion.LatentScale, latent, 0, latent);
        Tensor picture = Checked("Decoding", () => model.Decoder.Forward(scaled));
        float[] unit = new float[picture.Shape.Count];
        Device.Download(picture, unit);
        if (request.Initial is { Mask: not null, Blending: MaskBlending.Exact } initial)
        {
            LatentMask.PutBack(unit, initial.Picture, initial.Mask);
        }

        return new ImageUpdate(iteration, batch, index, request.Batches[batch][index], unit, picture.Shape[2], picture.Shape[1]);
    }

    private Tensor Checked(string what, Func<Tensor> work) => NonFiniteSearch.Require(Device, what, work(), work);

    private Tensor Copy(Tensor tensor) => Device.Combine(1, tensor, 0, tensor);

    private LatentLayout Layout(int batch)
        => new(batch, request.Height / request.Downsampling, request.Width / request.Downsampling, request.LatentChannels);
}
