using Easel.Checkpoints.Pickle;
using Easel.Tensors;

namespace Easel.Checkpoints.Torch;

/// <summary>What the names in a pickle of <c>torch.save</c> stand for.</summary>
internal sealed class TorchMeaning(SourceFile file, AllocationBudget budget) : IPickleMeaning
{
    /// <inheritdoc/>
    public object? Call(PickleGlobal callee, object?[] arguments) => (callee.FullName, arguments) switch
    {
        ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor", [TorchStorage storage, long offset, PickleTuple size, PickleTuple strides, ..])
            => Tensor(storage, storage.Type, offset, size, strides),
        ("torch._utils._rebuild_tensor_v3", [TorchStorage storage, long offset, PickleTuple size, PickleTuple strides, _, _, PickleGlobal type, ..])
            => Tensor(storage with { TypeName = type.FullName }, TorchTypes.OfElement(type), offset, size, strides),
        ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state", [{ } tensor, ..]) => tensor,
        ("torch._tensor._rebuild_from_type_v2", [PickleGlobal { FullName: "torch._utils._rebuild_tensor_v2" } rebuild, _, PickleTuple inner, ..])
            when inner.Items is [TorchStorage, ..] => Call(rebuild, inner.Items),
        ("torch.Size", [PickleTuple size]) => size,
        ("collections.OrderedDict", []) => new PickleDictionary(),
        ("collections.OrderedDict", [PickleList pairs]) => Dictionary(pairs),
        ("collections.defaultdict", _) => new PickleDictionary(),
        _ when InertGlobals.MayBeCalled(callee) => new PickleOpaque(callee.FullName),
        _ => throw Suspicious(callee, "call"),
    };

    /// <inheritdoc/>
    public object? Create(PickleGlobal type) => type.FullName switch
    {
        "collections.OrderedDict" => new PickleDictionary(),
        _ when InertGlobals.MayBeCreated(type) => new PickleOpaque(type.FullName),
        _ => throw Suspicious(type, "make an object of"),
    };

    /// <inheritdoc/>
    public object? Resolve(object? persistentId)
    {
        if (persistentId is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long elements, .. var rest] } || elements < 0)
        {
            return new PickleOpaque("something stored outside the pickle");
        }

        // Before PyTorch 0.4 a storage could be a view of another.
        return rest is [PickleTuple { Items: [string, long start, long length] }, ..]
            ? new TorchStorage(key, type.Name, TorchTypes.OfStorage(type), length, start)
            : new TorchStorage(key, type.Name, TorchTypes.OfStorage(type), elements, 0);
    }

    private TorchTensor Tensor(TorchStorage storage, ElementType? type, long offset, PickleTuple size, PickleTuple strides)
        => new(storage, type, offset, Integers(size), Integers(strides));

    private long[] Integers(PickleTuple tuple)
    {
        // One more than can be used is enough to be refused with the tensor's name; one tuple can stand for many tensors.
        if (tuple.Items.Length > Shape.MaxRank + 1)
        {
            throw file.Refuse($"a tensor has {tuple.Items.Length} extents or strides; at most {Shape.MaxRank} can be used.");
        }

        long[] numbers = new long[tuple.Items.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = tuple.Items[i] is long number ? number : throw file.Refuse("a tensor's extents or strides are not whole numbers. The file is damaged; download or copy it again.");
        }

        return numbers;
    }

    /// <summary>Python 2 wrote ordered dictionaries as a call with a list of pairs.</summary>
    private PickleDictionary Dictionary(PickleList pairs)
    {
        budget.Charge(32L * pairs.Items.Count);
        PickleDictionary dictionary = new();
        foreach (object? pair in pairs.Items)
        {
            switch (pair)
            {
                case PickleList { Items: [var key, var value] }:
                    dictionary.Items.Add(new(key, value));
                    break;
                case PickleTuple { Items: [var key, var value] }:
                    dictionary.Items.Add(new(key, value));
                    break;
            }
        }

        return dictionary;
    }

    private CheckpointException Suspicious(PickleGlobal global, string verb) => file.Refuse(
        $"refused, because it asks its reader to {verb} '{global.FullName}', which no checkpoint needs. Nothing of it was executed. "
        + "Do not open it with other programs; get the model from its publisher, best as .safetensors.");
}
