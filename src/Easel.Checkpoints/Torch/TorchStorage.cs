using Easel.Tensors;

namespace Easel.Checkpoints.Torch;

/// <summary>A run of elements outside the pickle, by its key.</summary>
/// <param name="Key">Its name in the archive, or in the list of keys.</param>
/// <param name="TypeName">The class PyTorch gave it.</param>
/// <param name="Type">What each element is, or none if the class says only bytes, or says something we do not know.</param>
/// <param name="Elements">How many, as the pickle says.</param>
/// <param name="Start">The first element, counted from that of the stored run; other than 0 only in the oldest files.</param>
internal sealed record TorchStorage(string Key, string TypeName, ElementType? Type, long Elements, long Start)
{
    /// <summary>Bytes of one element; untyped storages count in bytes.</summary>
    public int ElementBytes => Type?.Size() ?? 1;
}

/// <summary>A view of a storage, as the pickle describes it. Nothing of it is checked yet; its type may be one we do not know.</summary>
internal sealed record TorchTensor(TorchStorage Storage, ElementType? Type, long Offset, long[] Size, long[] Strides);
