using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>Where a file says a tensor lies, before anybody has believed it.</summary>
/// <param name="Name">In its file.</param>
/// <param name="Type">What each element is stored as.</param>
/// <param name="Size">The extents.</param>
/// <param name="Strides">Elements from one entry to the next along each extent; none means contiguous.</param>
internal sealed record TensorLayout(string Name, ElementType Type, long[] Size, long[]? Strides)
{
    /// <summary>A view of elements, checked against the bytes that are really there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">Where the tensor's storage begins.</param>
    /// <param name="bytes">How long the storage is.</param>
    /// <param name="offset">The tensor's first element, counted from the storage's first.</param>
    /// <param name="allowance">What a reader of all tensors may allocate; a tensor may repeat its elements only so often.</param>
    public HostTensor View(SourceFile file, long start, long bytes, long offset, AllocationBudget allowance)
    {
        if (Size.Length > Shape.MaxRank)
        {
            throw file.Refuse($"tensor '{Name}' has {Size.Length} extents; at most {Shape.MaxRank} can be used.");
        }

        if (Strides is not null && Strides.Length != Size.Length)
        {
            throw Damaged(file, $"has {Size.Length} extents but {Strides.Length} strides");
        }

        long available = bytes / Type.Size();
        Int128 count = 1;
        Int128 last = 0;
        for (int i = Size.Length - 1; i >= 0; i--)
        {
            if (Size[i] is < 0 or > int.MaxValue)
            {
                throw Damaged(file, $"has an extent of {Size[i]}");
            }

            Int128 stride = Strides is null ? count : Strides[i];
            if (stride < 0)
            {
                throw Damaged(file, $"has a stride of {stride}");
            }

            last += stride * Math.Max(0, Size[i] - 1);
            count *= Size[i];
            if (count > long.MaxValue / 8)
            {
                throw Damaged(file, $"has [{string.Join(", ", Size)}] extents, more elements than fit anywhere");
            }
        }

        if (count > 0 && (offset < 0 || offset >= available || last >= available - offset))
        {
            throw Damaged(file, $"reaches to element {offset + last} of a storage of {available}");
        }

        // A stride of 0 repeats elements, for ever more if nobody counts. Whoever reads them makes them float32.
        if (count > available)
        {
            allowance.Charge((long)(count - available) * Math.Max(Type.Size(), sizeof(float)));
        }

        Span<int> extents = stackalloc int[Size.Length];
        for (int i = 0; i < extents.Length; i++)
        {
            extents[i] = (int)Size[i];
        }

        return count == 0
            ? new HostTensor(Name, file.Memory, 0, Shape.Of(extents), Type)
            : new HostTensor(Name, file.Memory, start + (offset * Type.Size()), Shape.Of(extents), Type, Strides);
    }

    private CheckpointException Damaged(SourceFile file, string what) => file.Refuse($"tensor '{Name}' {what}. The file is damaged; download or copy it again.");
}
