using System.Diagnostics;
using Easel.Diffusion.Approximations;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Previews;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Models.UNet;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>Pictures of one batch that are painted at once: noise to latents step by step, latents to pictures.</summary>
internal sealed class PictureGroup(LoadedModel model, ImageRequest request, Sampler sampler, RunBeginning beginning, InpaintingInput? beside)
{
    private readonly List<IReadOnlyList<string>> _digests = [];

    /// <summary>From 0.</summary>
    public required int Iteration { get; init; }

    /// <summary>Which of the request's batches, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>The first of its pictures.</summary>
    public required int First { get; init; }

    /// <summary>Of the pictures' latents.</summary>
    public required LatentLayout Layout { get; init; }

    /// <summary>Their share of the batch's noise, standing where that begins.</summary>
    public required LatentNoise Noise { get; init; }

    /// <summary>Where to go on; at the beginning if none is given.</summary>
    public RunPosition? From { get; init; }

    /// <summary>What updates tell.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>What was computed again for the pictures.</summary>
    public required RedoneOfGroup Redone { get; init; }

    private Device Device => model.Device;

    private LatentPreviews Previews => new(model);

    private IReadOnlyList<string> Prompts => [.. request.Batches[Batch].Skip(First).Take(Layout.Batch)];

    /// <summary>Does the work as far as it is asked for. The noise stands then where the next batch begins.</summary>
    public IEnumerable<RunUpdate> Paint(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        NoiseState begun = Noise.Save();
        using Tensor start = beginning.FixedStart is Tensor kept ? Copy(kept.Slice(First, Layout.Batch)) : Noise.Draw(Device);
        SamplerState state = From?.State.Upload(Device) ?? Start(start);
        _digests.AddRange(From?.Digests ?? []);
        Redone.Add(From?.Redone ?? []);
        try
        {
            if (state.Step < sampler.StepCount)
            {
                ApproximatedStep[] steps = [.. Enumerable.Range(0, sampler.StepCount).Select(i => ApproximatedStep.Of(request.Approximations, i, sampler.StepCount))];
                using GuidedPrompts guided = new(model, request, Prompts, sampler.StepCount, pauses: steps.Any(step => !step.IsGuided));
                if (request.Syntax == PromptSyntax.Literal)
                {
                    // Others may be read within steps.
                    model.ReleaseTextEncoder();
                }

                foreach (LayerRedoneUpdate update in Redone.Take())
                {
                    yield return update;
                }

                // What earlier steps leave to later ones: with the sampler's state, all of the run.
                using DeepFeatures? features = steps.Any(step => step.MayReuse) ? new() : null;
                if (From?.Features is SavedTensor saved)
                {
                    features?.Replace(saved.Upload(Device));
                }

                while (state.Step < sampler.StepCount)
                {
                    cancel.ThrowIfCancellationRequested();
                    long began = Stopwatch.GetTimestamp();
                    state = Step(state, start, guided, steps[state.Step], features);
                    _digests.Add(DigestsOf(state.Latent));
                    foreach (LayerRedoneUpdate update in Redone.Take())
                    {
                        yield return update;
                    }

                    RunPosition? position = Options.TellsPositions ? PositionOf(state, begun, state.Step < steps.Length && steps[state.Step].MayReuse ? features!.Kept : null) : null;
                    StepUpdate done = new(Iteration, Batch, state.Step - state.First, sampler.StepCount - state.First, Stopwatch.GetElapsedTime(began))
                    {
                        First = First,
                        Digests = _digests[^1],
                        Position = position,
                        Previews = Options.TellsPreviews ? Previews.Show(state, isLast: state.Step == sampler.StepCount) : [],
                    };
                    yield return Options.WantsDecoded?.Invoke(done) == true ? done with { Decoded = Previews.Decode(state, isLast: state.Step == sampler.StepCount) } : done;
                }
            }

            for (int i = From?.Done ?? 0; i < Layout.Batch; i++)
            {
                cancel.ThrowIfCancellationRequested();
                ImageUpdate picture = Decode(state.Latent.Slice(i, 1), i);
                foreach (LayerRedoneUpdate update in Redone.Take(picture: i))
                {
                    yield return update;
                }

                yield return picture with { Begun = begun, Redone = Redone.Of(i) };
            }

            Noise.Restore(state.Noise);
        }
        finally
        {
            state.Dispose();
        }
    }

    private SamplerState Step(SamplerState state, Tensor start, GuidedPrompts guided, ApproximatedStep step, DeepFeatures? features)
    {
        int place = state.Step;
        RunPlace what = new(RunStage.Step, place - state.First + 1, sampler.StepCount - state.First);

        // Where a run begins with a picture, its first step has nothing to reuse.
        UNetShortcuts shortcuts = new(features, step.MayReuse, step.Merged);
        SamplerState next = sampler.Step(state, (latent, time) => model.Guard.Require(what, () => guided.Predict(place, beside?.Join(latent) ?? latent, time, step.IsGuided, shortcuts)), Noise);
        model.ReleaseTextEncoder();
        next = next.WithLatent(beginning.Initial?.Keep(next.Latent, start, First, sampler, place) ?? next.Latent);
        model.Guard.RequireLatent(what, next.Latent);
        return next;
    }

    /// <summary>The state before the first step: noise, or the initial picture under some.</summary>
    /// <param name="noise">Of unit variance; stays the caller's.</param>
    private SamplerState Start(Tensor noise)
    {
        if (beginning.Initial is not InitialLatents initial)
        {
            float scale = (float)sampler.StartScale;
            return SamplerState.Begin(scale == 1 ? Copy(noise) : Device.Combine(scale, noise, 0, noise), Noise);
        }

        SamplerStart start = sampler.StartFor(request.Initial!.Strength);
        return SamplerState.Begin(initial.At(start.Level, noise, First), Noise, start.Step);
    }

    private ImageUpdate Decode(Tensor latent, int index)
    {
        using Scope scope = Device.BeginScope();

        Tensor scaled = Device.Combine(1 / model.Shape.Diffusion.LatentScale, latent, 0, latent);
        Tensor picture = model.Guard.Require(new RunPlace(RunStage.Decoding), () => model.Decoder.Forward(scaled));
        float[] unit = new float[picture.Shape.Count];
        Device.Download(picture, unit);
        if (request.Initial is { Mask: not null, Blending: MaskBlending.Exact } initial)
        {
            LatentMask.PutBack(unit, initial.Picture, initial.Mask);
        }

        return new ImageUpdate(Iteration, Batch, First + index, request.Batches[Batch][First + index], unit, picture.Shape[2], picture.Shape[1])
        {
            Digests = new PictureDigests([.. _digests.Select(step => step[index])], Digest.Of(unit)),
        };
    }

    private RunPosition PositionOf(SamplerState state, NoiseState begun, Tensor? features) => new()
    {
        Iteration = Iteration,
        Batch = Batch,
        First = First,
        Count = Layout.Batch,
        Begun = begun,
        State = SavedState.Of(state),
        Features = features is null ? null : SavedTensor.Of(features),
        Digests = [.. _digests],
        Redone = Redone.All,
    };

    private string[] DigestsOf(Tensor latents)
    {
        float[] values = new float[latents.Shape.Count];
        Device.Download(latents, values);
        return [.. values.Chunk(values.Length / Layout.Batch).Select(latent => Digest.Of(latent))];
    }

    private Tensor Copy(Tensor tensor) => Device.Combine(1, tensor, 0, tensor);
}
