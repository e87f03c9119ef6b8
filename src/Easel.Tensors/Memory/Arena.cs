namespace Easel.Tensors.Memory;

/// <summary>
/// Memory for activations: large slabs, cut first-fit in address order, so that the same step finds the same places every time.
/// One thread at a time.
/// </summary>
/// <param name="allocate">Where slabs come from: bytes to an address; this process's memory if nothing is said.</param>
/// <param name="free">Where they go back.</param>
/// <param name="slabBytes">How large they are at least.</param>
internal sealed class Arena(Func<nint, nint>? allocate = null, Action<nint, nint>? free = null, nint slabBytes = Arena.SlabBytes) : IDisposable
{
    /// <summary>Of a processor: fewer and larger slabs leave fewer gaps; untouched pages of a slab cost nothing.</summary>
    public const nint SlabBytes = 256 << 20;

    // A cache line, and the widest vector.
    private const nint Alignment = 64;

    private readonly Func<nint, nint> _allocate = allocate ?? NativePages.Allocate;
    private readonly Action<nint, nint> _free = free ?? NativePages.Free;
    private readonly List<Slab> _slabs = [];
    private Scope? _scope;
    private bool _disposed;

    /// <summary>Bytes in use now.</summary>
    public long Used { get; private set; }

    /// <summary>The most bytes that were in use at once.</summary>
    public long Peak { get; private set; }

    public Allocation Allocate(nint bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bytes = Math.Max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);

        Allocation allocation = new(this, Find(bytes), bytes);
        _scope?.Own(allocation);
        Used += bytes;
        Peak = Math.Max(Peak, Used);
        return allocation;
    }

    public Scope Begin() => _scope = new Scope(this, _scope);

    /// <summary>Leaves the innermost scope, and those around it, open for later, and goes on in another.</summary>
    /// <param name="scope">None where nothing is open.</param>
    /// <returns>The one that was left.</returns>
    public Scope? Exchange(Scope? scope)
    {
        Scope? left = _scope;
        _scope = scope;
        return left;
    }

    /// <summary>Gives back the slabs in which nothing lies.</summary>
    public void Trim()
    {
        foreach (Slab slab in _slabs.FindAll(slab => slab.IsEmpty))
        {
            _slabs.Remove(slab);
            _free(slab.Address, slab.Bytes);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (Slab slab in _slabs)
        {
            _free(slab.Address, slab.Bytes);
        }

        _slabs.Clear();
    }

    internal void Free(Allocation allocation)
    {
        Used -= allocation.Bytes;
        foreach (Slab slab in _slabs)
        {
            if (allocation.Address >= slab.Address && allocation.Address < slab.Address + slab.Bytes)
            {
                slab.Release(allocation.Address, allocation.Bytes);
                return;
            }
        }
    }

    internal void End(Scope scope, Scope? parent)
    {
        if (_scope != scope)
        {
            throw new InvalidOperationException("A scope ends before one that was begun inside it.");
        }

        _scope = parent;
    }

    private nint Find(nint bytes)
    {
        foreach (Slab slab in _slabs)
        {
            if (slab.TryTake(bytes, out nint address))
            {
                return address;
            }
        }

        nint length = Math.Max(slabBytes, bytes);
        Slab added = new(_allocate(length), length);
        _slabs.Add(added);
        added.TryTake(bytes, out nint first);
        return first;
    }

    /// <summary>One stretch of memory and its gaps, in address order.</summary>
    private sealed class Slab(nint address, nint bytes)
    {
        private readonly List<(nint Start, nint Length)> _gaps = [(address, bytes)];

        public nint Address => address;

        public nint Bytes => bytes;

        public bool IsEmpty => _gaps is [(_, nint length)] && length == bytes;

        public bool TryTake(nint wanted, out nint start)
        {
            for (int i = 0; i < _gaps.Count; i++)
            {
                (nint gap, nint length) = _gaps[i];
                if (length >= wanted)
                {
                    start = gap;
                    if (length == wanted)
                    {
                        _gaps.RemoveAt(i);
                    }
                    else
                    {
                        _gaps[i] = (gap + wanted, length - wanted);
                    }

                    return true;
                }
            }

            start = 0;
            return false;
        }

        public void Release(nint start, nint length)
        {
            int at = 0;
            while (at < _gaps.Count && _gaps[at].Start < start)
            {
                at++;
            }

            _gaps.Insert(at, (start, length));
            Join(at);
            if (at > 0)
            {
                Join(at - 1);
            }
        }

        /// <summary>Makes one gap of two that touch.</summary>
        private void Join(int index)
        {
            if (index + 1 < _gaps.Count && _gaps[index].Start + _gaps[index].Length == _gaps[index + 1].Start)
            {
                _gaps[index] = (_gaps[index].Start, _gaps[index].Length + _gaps[index + 1].Length);
                _gaps.RemoveAt(index + 1);
            }
        }
    }
}
