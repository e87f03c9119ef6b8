using Easel.Checkpoints.Pickle;
using Easel.Tensors;

namespace Easel.Checkpoints.Torch;

/// <summary>Writes tensors in torch's words.</summary>
internal static class TorchPickle
{
    /// <summary>Pushes a name and a contiguous float32 tensor that is all of a storage.</summary>
    public static void Tensor(PickleWriter pickle, string name, string key, Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long count = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = count;
            count *= shape[i];
        }

        pickle.Text(name);
        Tensor(pickle, "FloatStorage", key, count, 0, [.. shape], strides);
    }

    /// <summary>Pushes a view of a storage.</summary>
    public static void Tensor(PickleWriter pickle, string storageType, string key, long elements, long offset, ReadOnlySpan<long> size, ReadOnlySpan<long> strides)
    {
        pickle.Global("torch._utils", "_rebuild_tensor_v2");
        pickle.Write(PickleOpcode.Mark);

        pickle.Write(PickleOpcode.Mark);
        pickle.Text("storage");
        pickle.Global("torch", storageType);
        pickle.Text(key);
        pickle.Text("cpu");
        pickle.Integer(elements);
        pickle.Write(PickleOpcode.Tuple);
        pickle.Write(PickleOpcode.BinPersId);

        pickle.Integer(offset);
        pickle.Integers(size);
        pickle.Integers(strides);
        pickle.Write(PickleOpcode.NewFalse);
        pickle.OrderedDictionary();
        pickle.Write(PickleOpcode.Tuple);
        pickle.Write(PickleOpcode.Reduce);
    }
}
