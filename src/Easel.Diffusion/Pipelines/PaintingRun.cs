using Easel.Diffusion.Noise;
using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;
using Easel.Tensors.Backends;

namespace Easel.Diffusion.Pipelines;

/// <summary>One request on its way: which batches come, of which noise, and which of their pictures are painted at once.</summary>
internal sealed class PaintingRun(LoadedModel model, ImageRequest request, RunOptions options)
{
    private readonly Sampler _sampler = SamplerOf(model, request);
    private readonly int _noiseBatch = request.DrawnAtOnce();

    private readonly List<RedoneLayers> _redoneForAll = [];

    private PictureMoments? _read;

    private Device Device => model.Device;

    /// <summary>The request's sampler on the model's schedule.</summary>
    public static Sampler SamplerOf(LoadedModel model, ImageRequest request)
        => Sampler.Create(new SamplerSettings(request.Sampler, request.Steps) { Schedule = request.Schedule, Eta = request.Eta }, model.Schedule);

    /// <summary>Does the work as far as it is asked for.</summary>
    public IEnumerable<RunUpdate> Updates(CancellationToken cancel)
    {
        foreach (string warning in GuidedPrompts.Warnings(model, request))
        {
            yield return new WarningUpdate(warning);
        }

        _ = model.Guard.Take();
        using InpaintingInput? beside = model.ReadsMask ? new InpaintingInput(model, request) : null;
        RunBeginning? beginning = null;
        try
        {
            int? begun = null;
            foreach ((int iteration, int batch) in Places())
            {
                int seed = request.HasSeedPerIteration ? iteration : 0;
                if (beginning is null || begun != seed)
                {
                    beginning?.Dispose();
                    beginning = Begin(seed);
                    begun = seed;
                }

                foreach (RunUpdate update in PaintBatch(iteration, batch, beginning, beside, cancel))
                {
                    yield return update;
                }
            }
        }
        finally
        {
            beginning?.Dispose();
        }
    }

    /// <summary>The batches that are to be painted, in their order.</summary>
    private IEnumerable<(int Iteration, int Batch)> Places()
    {
        if (options.Only is PictureOfRun only)
        {
            return [(only.Iteration, only.Batch)];
        }

        IEnumerable<(int Iteration, int Batch)> all = Enumerable.Range(0, request.Iterations).SelectMany(iteration => Enumerable.Range(0, request.Batches.Count).Select(batch => (iteration, batch)));
        return options.From is RunPosition from ? all.Where(place => place.CompareTo((from.Iteration, from.Batch)) >= 0) : all;
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
        NoiseSource source = beginning.Noise;
        RunPosition? from = options.From is RunPosition position && (position.Iteration, position.Batch) == (iteration, batch) ? position : null;
        NoiseState begun = from?.Begun ?? options.Only?.Begun ?? source.Save();
        foreach ((int first, int count) in Groups(request.Batches[batch].Count, from))
        {
            // Each group sees the whole batch's noise, from its beginning.
            source.Restore(begun);
            PictureGroup group = new(model, request, _sampler, beginning, beside)
            {
                Iteration = iteration,
                Batch = batch,
                First = first,
                Layout = Layout(count),
                Noise = new LatentNoise(source, Layout(count), _noiseBatch, first),
                From = from?.First == first ? from : null,
                Options = options,
                Redone = new RedoneOfGroup(model.Guard, _redoneForAll, iteration, batch, first, count),
            };
            foreach (RunUpdate update in group.Paint(cancel))
            {
                yield return update;
            }
        }
    }

    /// <summary>Which of a batch's pictures are painted at once.</summary>
    private IEnumerable<(int First, int Count)> Groups(int pictures, RunPosition? from)
    {
        if (options.Only is PictureOfRun only)
        {
            yield return (only.Index, 1);
            yield break;
        }

        int next = 0;
        if (from is not null)
        {
            yield return (from.First, from.Count);
            next = from.First + from.Count;
        }

        while (next < pictures)
        {
            int count = Math.Min(pictures - next, options.PicturesAtOnce > 0 ? options.PicturesAtOnce : pictures);
            yield return (next, count);
            next += count;
        }
    }

    private LatentLayout Layout(int batch)
        => new(batch, request.Height / request.Downsampling, request.Width / request.Downsampling, request.LatentChannels);
}
