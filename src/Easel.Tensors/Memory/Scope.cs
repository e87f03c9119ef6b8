namespace Easel.Tensors.Memory;

/// <summary>A stretch of work whose tensors go back to the arena at its end, but for those that are kept.</summary>
public sealed class Scope : IDisposable
{
    private readonly Arena _arena;
    private readonly Scope? _parent;
    private readonly List<Allocation> _allocations = [];
    private bool _ended;

    internal Scope(Arena arena, Scope? parent)
    {
        _arena = arena;
        _parent = parent;
    }

    /// <summary>Hands a tensor of this scope to the scope around it (or, without one, to the caller), and returns it.</summary>
    public Tensor Keep(Tensor tensor)
    {
        if (tensor.Allocation.Owner == this)
        {
            _allocations.Remove(tensor.Allocation);
            tensor.Allocation.Owner = _parent;
            _parent?._allocations.Add(tensor.Allocation);
        }

        return tensor;
    }

    /// <summary>Ends the scope: everything made in it and not kept is given back.</summary>
    /// <exception cref="InvalidOperationException">A scope that was begun inside this one has not ended.</exception>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _arena.End(this, _parent);
        _ended = true;
        foreach (Allocation allocation in _allocations)
        {
            allocation.Release();
        }

        _allocations.Clear();
    }

    /// <summary>Lets go of what then belongs to nobody but its holder.</summary>
    internal void Disown(Allocation allocation)
    {
        _allocations.Remove(allocation);
        allocation.Owner = null;
    }

    internal void Own(Allocation allocation)
    {
        allocation.Owner = this;
        _allocations.Add(allocation);
    }
}
