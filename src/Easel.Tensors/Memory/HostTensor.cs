namespace Easel.Tensors.Memory;

/// <summary>A named tensor in host memory, as a checkpoint stores it: any element type, any strides. Nothing is copied until it is read.</summary>
public sealed partial class HostTensor
{
    private readonly HostMemory _memory;
    private readonly long _offset;
    private readonly long[] _strides;

    /// <summary>A view. Every element must lie inside the memory.</summary>
    /// <param name="name">The full name in its file.</param>
    /// <param name="memory">Where the bytes are.</param>
    /// <param name="offset">The first element, in bytes.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="type">What each element is stored as, little-endian.</param>
    /// <param name="strides">Elements from one entry to the next along each extent, 0 or more; none means contiguous.</param>
    /// <exception cref="ArgumentOutOfRangeException">An element would lie outside.</exception>
    public HostTensor(string name, HostMemory memory, long offset, Shape shape, ElementType type, ReadOnlySpan<long> strides = default)
    {
        _memory = memory;
        _offset = offset;
        Name = name;
        Shape = shape;
        Type = type;
        _strides = strides.IsEmpty ? ContiguousStrides(shape) : strides.ToArray();
        ArgumentOutOfRangeException.ThrowIfNotEqual(_strides.Length, shape.Rank, nameof(strides));

        long last = 0;
        for (int i = 0; i < shape.Rank; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(_strides[i], nameof(strides));
            last = checked(last + (_strides[i] * Math.Max(0, shape[i] - 1L)));
        }

        long end = shape.Count == 0 ? offset : checked(offset + ((last + 1) * type.Size()));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, memory.Length, nameof(offset));
        IsContiguous = _strides.AsSpan().SequenceEqual(ContiguousStrides(shape)) || shape.Count <= 1;
    }

    /// <summary>The full name in its file.</summary>
    public string Name { get; }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>What each element is stored as.</summary>
    public ElementType Type { get; }

    /// <summary>Whether the elements lie in order without gaps.</summary>
    public bool IsContiguous { get; }

    /// <summary>The same elements under another name.</summary>
    public HostTensor Named(string name) => new(name, _memory, _offset, Shape, Type, _strides);

    /// <summary>The same elements of a contiguous tensor under other extents.</summary>
    public HostTensor Reshape(Shape shape)
    {
        if (!IsContiguous || shape.Count != Shape.Count)
        {
            throw new ArgumentException($"Tensor '{Name}' of {Shape} cannot be seen as {shape}.", nameof(shape));
        }

        return new HostTensor(Name, _memory, _offset, shape, Type);
    }

    /// <summary>Reads elements in order (innermost extent fastest) as float32.</summary>
    /// <param name="first">The first element's number, 0 to Count - 1.</param>
    /// <param name="destination">Takes as many as fit.</param>
    public void Read(long first, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Shape.Count - destination.Length);

        int size = Type.Size();
        if (IsContiguous)
        {
            const int Chunk = 1 << 28;
            for (int done = 0; done < destination.Length; done += Chunk)
            {
                int count = Math.Min(Chunk, destination.Length - done);
                HostConversions.ToFloat32(_memory.Span(_offset + ((first + done) * size), count * size), Type, destination.Slice(done, count));
            }

            return;
        }

        ReadStrided(first, destination);
    }

    /// <summary>Where elements lie as float32 in order, from one on; null if they do not, and have to be read.</summary>
    internal unsafe float* Floats(long first) => IsContiguous && Type == ElementType.Float32 ? (float*)(_memory.Pointer + _offset) + first : null;

    /// <summary>All elements as float32.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Shape.Count];
        Read(0, values);
        return values;
    }

    /// <summary>Tells the system that the bytes are not wanted any more.</summary>
    public void LetGo()
    {
        if (IsContiguous)
        {
            _memory.LetGo(_offset, Shape.Count * Type.Size());
        }
    }

    private static long[] ContiguousStrides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }
}
