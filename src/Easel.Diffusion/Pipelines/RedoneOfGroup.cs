namespace Easel.Diffusion.Pipelines;

/// <summary>What was computed again for pictures that are painted at once.</summary>
/// <param name="guard">Has it first.</param>
/// <param name="shared">What belongs to all pictures of the run: the reading of its initial picture. Added to here.</param>
/// <param name="iteration">From 0.</param>
/// <param name="batch">From 0.</param>
/// <param name="first">The first of the batch's pictures that is one of these.</param>
/// <param name="pictures">How many these are.</param>
internal sealed class RedoneOfGroup(FiniteGuard guard, List<RedoneLayers> shared, int iteration, int batch, int first, int pictures)
{
    private readonly List<(int Picture, RedoneLayers Redone)> _own = [];

    /// <summary>What was computed again for each of the pictures, from 0, but for what belongs to all pictures of the run.</summary>
    public IReadOnlyList<(int Picture, RedoneLayers Redone)> All => [.. _own];

    /// <summary>Takes what was computed again since the last call, and tells it.</summary>
    /// <param name="picture">The picture that it belongs to; those that the guard says if none is given.</param>
    public IReadOnlyList<LayerRedoneUpdate> Take(int? picture = null)
    {
        List<LayerRedoneUpdate> updates = [];
        foreach ((RedoneLayers redone, IReadOnlyList<int> samples) in guard.Take())
        {
            int[] those = picture is int one ? [one] : redone.Stage == RunStage.Step ? [.. samples] : [.. Enumerable.Range(0, pictures)];
            updates.Add(new LayerRedoneUpdate(iteration, batch, [.. those.Select(index => first + index)], redone));
            if (redone.Stage == RunStage.InitialPicture)
            {
                shared.Add(redone);
            }
            else
            {
                Add(those.Select(index => (index, redone)));
            }
        }

        return updates;
    }

    /// <summary>All that was computed again for a picture: by stage and step, each layer once.</summary>
    public IReadOnlyList<RedoneLayers> Of(int picture) =>
    [
        .. shared.Concat(_own.Where(entry => entry.Picture == picture).Select(entry => entry.Redone))
            .GroupBy(redone => (redone.Stage, redone.Step))
            .OrderBy(group => group.Key)
            .Select(group => new RedoneLayers(group.Key.Stage, group.Key.Step, [.. group.SelectMany(redone => redone.Layers).Distinct().Order(StringComparer.Ordinal)])),
    ];

    /// <summary>Adds what was computed again before the run went on here.</summary>
    public void Add(IEnumerable<(int Picture, RedoneLayers Redone)> before) => _own.AddRange(before);
}
