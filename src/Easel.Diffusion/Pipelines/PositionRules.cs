using Easel.Diffusion.Runs;
using Easel.Diffusion.Samplers;

namespace Easel.Diffusion.Pipelines;

/// <summary>What must hold where only a part of a request is painted.</summary>
internal static class PositionRules
{
    /// <summary>Refuses options that are not the request's.</summary>
    /// <param name="options">How much is painted.</param>
    /// <param name="request">Of what.</param>
    /// <param name="sampler">The request's.</param>
    /// <exception cref="GenerationException">They name what the request does not have.</exception>
    public static void Require(RunOptions options, ImageRequest request, Sampler sampler)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.PicturesAtOnce);
        if (options.From is not null && options.Only is not null)
        {
            throw new ArgumentException("A run goes on from a position or paints a single picture; both were asked for.", nameof(options));
        }

        if (options.From is RunPosition from)
        {
            RequirePosition(from, request, sampler);
        }

        if (options.Only is PictureOfRun only)
        {
            RequirePicture(only, request);
        }
    }

    private static void RequirePosition(RunPosition from, ImageRequest request, Sampler sampler)
    {
        RequirePlace(from.Iteration, from.Batch, from.First + from.Count - 1, request);
        SavedState state = from.State;
        LatentLayout layout = new(from.Count, request.Height / request.Downsampling, request.Width / request.Downsampling, request.LatentChannels);
        if (state.Latent.Shape != layout.Shape)
        {
            throw Foreign($"its latent is {state.Latent.Shape}, and the request's are {layout.Shape}");
        }

        if (state.Step > sampler.StepCount || from.Digests.Count != state.Step - state.First || (from.Done > 0 && state.Step < sampler.StepCount))
        {
            throw Foreign($"it is {from.Digests.Count} steps behind the {state.First + 1}th of {sampler.StepCount}");
        }

        ulong seed = request.SeedOf(from.Iteration);
        if ((from.Begun.Kind, from.Begun.Seed) != (request.Noise, seed) || (state.Noise.Kind, state.Noise.Seed) != (request.Noise, seed))
        {
            throw Foreign($"its noise is {state.Noise.Kind} of the seed {state.Noise.Seed}, and the request's {request.Noise} of {seed}");
        }
    }

    private static void RequirePicture(PictureOfRun only, ImageRequest request)
    {
        RequirePlace(only.Iteration, only.Batch, only.Index, request);
        if (only.Begun is null && (only.Batch > 0 || (only.Iteration > 0 && !request.HasSeedPerIteration)))
        {
            throw new GenerationException("A picture of a later batch is painted alone only if it is known where the noise stood when its batch began.");
        }

        if (only.Begun is { } begun && (begun.Kind, begun.Seed) != (request.Noise, request.SeedOf(only.Iteration)))
        {
            throw Foreign($"its noise is {begun.Kind} of the seed {begun.Seed}");
        }
    }

    private static void RequirePlace(int iteration, int batch, int index, ImageRequest request)
    {
        if (iteration < 0 || iteration >= request.Iterations || batch < 0 || batch >= request.Batches.Count || index < 0 || index >= request.Batches[batch].Count)
        {
            throw Foreign($"picture {index} of batch {batch}, iteration {iteration}, and the request has {request.Iterations} iterations of {request.Batches.Count} batches");
        }
    }

    private static GenerationException Foreign(string why) => new($"A position in another run was given: {why}.");
}
