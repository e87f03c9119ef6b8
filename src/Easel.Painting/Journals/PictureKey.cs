using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Painting.Journals;

/// <summary>One of a run's pictures, in the order in which they are painted; or the grid of all.</summary>
/// <param name="Request">which of the run's requests, from 0</param>
/// <param name="Iteration">from 0</param>
/// <param name="Batch">from 0</param>
/// <param name="Index">in the batch, from 0</param>
internal readonly record struct PictureKey(int Request, int Iteration, int Batch, int Index) : IComparable<PictureKey>
{
    /// <summary>The grid, which comes last.</summary>
    public static PictureKey Grid { get; } = new(int.MaxValue, 0, 0, 0);

    /// <summary>The place of a painted picture.</summary>
    public static PictureKey Of(int request, ImageUpdate update) => new(request, update.Iteration, update.Batch, update.Index);

    /// <summary>A request's pictures, in their order.</summary>
    public static IEnumerable<PictureKey> AllOf(int number, ImageRequest request)
        => from iteration in Enumerable.Range(0, request.Iterations)
           from batch in Enumerable.Range(0, request.Batches.Count)
           from index in Enumerable.Range(0, request.Batches[batch].Count)
           select new PictureKey(number, iteration, batch, index);

    /// <inheritdoc/>
    public int CompareTo(PictureKey other) => (Request, Iteration, Batch, Index).CompareTo((other.Request, other.Iteration, other.Batch, other.Index));
}
