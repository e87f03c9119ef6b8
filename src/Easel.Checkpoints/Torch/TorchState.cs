using Easel.Checkpoints.Pickle;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Torch;

/// <summary>The tensors of a state dictionary, which is the pickle's top value or lies under <c>state_dict</c> there.</summary>
internal static class TorchState
{
    // A tensor, what it is made of on the way, and its place in the table.
    private const int TensorAllocation = 512;

    /// <summary>Views of all tensors.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">Its form.</param>
    /// <param name="top">The pickle's value.</param>
    /// <param name="locate">Where a storage lies in the file, and how many bytes it has.</param>
    /// <param name="budget">What may be allocated.</param>
    public static TensorFile Read(SourceFile file, CheckpointFormat format, object? top, Func<TorchStorage, (long Start, long Bytes)> locate, AllocationBudget budget)
    {
        if (top is not PickleDictionary root)
        {
            throw file.Refuse($"holds {Describe(top)} where a checkpoint has a dictionary of tensors (or one with a 'state_dict'). It is a file of torch.save, but not of a model's weights.");
        }

        PickleDictionary state = root.Find("state_dict") as PickleDictionary ?? root;
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal);
        foreach ((object? key, object? value) in state.Items)
        {
            if (key is string name && value is TorchTensor tensor)
            {
                budget.Charge(TensorAllocation + (2L * (name.Length + tensor.Storage.Key.Length)));
                tensors[name] = View(file, name, tensor, locate, budget);
            }
        }

        return new TensorFile(format, tensors, root.Find("global_step") as long?);
    }

    private static HostTensor View(SourceFile file, string name, TorchTensor tensor, Func<TorchStorage, (long Start, long Bytes)> locate, AllocationBudget budget)
    {
        TorchStorage storage = tensor.Storage;
        if (tensor.Type is not { } type)
        {
            throw file.Refuse($"tensor '{name}' has elements of {storage.TypeName}, which are not known here. Save the model in float32, float16 or bfloat16.");
        }

        (long start, long bytes) = locate(storage);

        Int128 wanted = (Int128)storage.Elements * storage.ElementBytes;
        Int128 skipped = (Int128)storage.Start * storage.ElementBytes;
        if (skipped < 0 || wanted < 0 || skipped + wanted > bytes)
        {
            throw file.Refuse($"tensor '{name}' lies in storage '{storage.Key}', which should have {skipped + wanted} bytes but has {bytes}. The file is damaged; download or copy it again.");
        }

        return new TensorLayout(name, type, tensor.Size, tensor.Strides).View(file, start + (long)skipped, (long)wanted, tensor.Offset, budget);
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        PickleList => "a list",
        PickleTuple => "a tuple",
        TorchTensor => "a single tensor",
        PickleOpaque opaque => $"an object ({opaque.Description})",
        PickleGlobal global => $"a name ({global.FullName})",
        string => "a text",
        _ => "a single value",
    };
}
