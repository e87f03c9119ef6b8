namespace Easel.Tensors.Backends;

/// <summary>
/// Work that is done once more because something in it overflowed: every result that has weights, and every attention, is looked at. A device that computes some of
/// them in less than float32 does those again in float32 at once, sample by sample, where a result is not finite though all that went in is; see
/// <see cref="Device.BeginGuard"/>. Ends when it is disposed.
/// </summary>
public class PrecisionGuard : IDisposable
{
    private readonly Device _device;
    private readonly Action<string, Tensor>? _observer;
    private readonly bool _isOfBands;
    private readonly HashSet<string> _rounded = new(StringComparer.Ordinal);
    private bool _isUneven;
    private string? _latest;

    /// <summary>Watches a device.</summary>
    /// <param name="device">Which.</param>
    /// <param name="isOfBands">See <see cref="Device.BeginGuard"/>.</param>
    protected internal PrecisionGuard(Device device, bool isOfBands = false)
    {
        _device = device;
        _isOfBands = isOfBands;
        _observer = device.Observer;
        device.Observer = Observe;
    }

    /// <summary>Layers that were computed again in float32 and are finite so, by name; of an attention the place that its projections share.</summary>
    public IReadOnlySet<string> Redone => RedoneLayers;

    /// <summary>The first layer whose result stayed infinite or not a number; none so far if null.</summary>
    public string? Culprit { get; private set; }

    /// <summary>Whether the culprit is an attention: a layer without weights of its own.</summary>
    public bool IsCulpritAttention { get; private set; }

    /// <inheritdoc cref="Redone"/>
    protected SortedSet<string> RedoneLayers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether what is not finite in the end is not finite in float32.</summary>
    public virtual bool IsFinal => _device.Precision == Precision.Full;

    /// <summary>Whether a layer that was computed again now was computed in less than float32 before, for other bands of the same map. Asked once; then the work wants to be done once more.</summary>
    public bool TakeUneven()
    {
        bool wasUneven = _isUneven;
        _isUneven = false;
        _rounded.Clear();
        return wasUneven;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The place that the projections of the attention share that is computed now: it follows them.</summary>
    protected string AttentionName => _latest?.LastIndexOf('.') is int end and > 0 ? _latest[..end] : "attention";

    /// <summary>Whether a layer is computed in float32 from now on: other bands of its map were.</summary>
    protected bool IsExact(string? layer) => _isOfBands && layer is not null && RedoneLayers.Contains(layer);

    /// <summary>Notes a layer that was computed in less than float32.</summary>
    protected void NoteRounded(string layer) => _rounded.Add(layer);

    /// <summary>Notes a layer that was computed again in float32, and is finite so.</summary>
    protected void NoteRedone(string layer) => _isUneven |= RedoneLayers.Add(layer) && _isOfBands && _rounded.Contains(layer);

    /// <summary>Notes a layer whose result is not finite and will not be.</summary>
    protected void Blame(string layer, bool isAttention)
    {
        if (Culprit is null)
        {
            Culprit = layer;
            IsCulpritAttention = isAttention;
        }
    }

    /// <summary>Gives back what it holds, and ends the watch.</summary>
    protected virtual void Dispose(bool disposing) => _device.Observer = _observer;

    private void Observe(string layer, Tensor output)
    {
        _observer?.Invoke(layer, output);
        _latest = layer;
        if (Culprit is null && !_device.IsFinite(output))
        {
            Blame(layer, isAttention: false);
        }
    }
}
