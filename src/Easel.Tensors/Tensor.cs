using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Tensors;

/// <summary>Numbers on a device, contiguous, innermost extent last. A handle: the device owns the memory.</summary>
/// <remarks>
/// Lives until the scope it was made in ends (see <see cref="Device.BeginScope"/>), or, made outside every scope, until disposed.
/// Only its device reads or writes it.
/// </remarks>
public sealed class Tensor : IDisposable
{
    internal Tensor(Device device, Shape shape, ElementType type, Allocation allocation, nint address)
    {
        Device = device;
        Shape = shape;
        Type = type;
        Allocation = allocation;
        Address = address;
    }

    /// <summary>Where the numbers are.</summary>
    public Device Device { get; }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>What each element is stored as.</summary>
    public ElementType Type { get; }

    internal Allocation Allocation { get; }

    /// <summary>The first element, in the device's own address space.</summary>
    internal nint Address { get; }

    /// <summary>The same numbers under other extents. The count must stay.</summary>
    public Tensor Reshape(Shape shape)
    {
        if (shape.Count != Shape.Count)
        {
            throw new ArgumentException($"A tensor of {Shape} cannot be seen as {shape}.", nameof(shape));
        }

        return new Tensor(Device, shape, Type, Allocation, Address);
    }

    /// <summary>The entries <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of the outermost extent, without a copy.</summary>
    public Tensor Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Shape[0]);

        nint pitch = (nint)(Shape.Count / Math.Max(1, Shape[0])) * Type.Size();
        return new Tensor(Device, Shape.With(0, count), Type, Allocation, Address + (start * pitch));
    }

    /// <summary>Takes the memory out of every scope: it lives until disposed. Returns the tensor.</summary>
    public Tensor Detach()
    {
        Allocation.Owner?.Disown(Allocation);
        return this;
    }

    /// <summary>Gives the memory back now. Views of it die with it.</summary>
    public void Dispose() => Allocation.Release();
}
