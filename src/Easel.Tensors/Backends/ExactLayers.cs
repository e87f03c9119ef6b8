namespace Easel.Tensors.Backends;

/// <summary>Weights in float32 of the layers that a guard computed again last.</summary>
internal sealed class ExactLayers : IDisposable
{
    // Bands go through two layers in turn: a residual block's first convolution, and its shortcut.
    private const int Most = 2;

    private readonly List<(PreparedWeights Weights, IDisposable Held)> _layers = [];

    /// <summary>A layer's weights in float32, prepared where they are not among the last.</summary>
    /// <param name="layer">Whose.</param>
    /// <param name="prepare">Prepares them, and tells what gives them back.</param>
    public T Of<T>(T layer, Func<(T Weights, IDisposable Held)> prepare) where T : PreparedWeights
    {
        if (_layers.Find(known => known.Weights.Name == layer.Name).Weights is T known)
        {
            return known;
        }

        if (_layers.Count == Most)
        {
            _layers[0].Held.Dispose();
            _layers.RemoveAt(0);
        }

        (T Weights, IDisposable Held) exact = prepare();
        _layers.Add(exact);
        return exact.Weights;
    }

    /// <summary>Gives all back.</summary>
    public void Dispose()
    {
        _layers.ForEach(layer => layer.Held.Dispose());
        _layers.Clear();
    }
}
