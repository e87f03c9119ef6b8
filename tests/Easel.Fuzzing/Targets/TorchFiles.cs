using System.Buffers.Binary;
using Easel.Checkpoints.Pickle;
using Easel.Checkpoints.Torch;

namespace Easel.Fuzzing.Targets;

/// <summary>Small files of <c>torch.save</c>, and parts of them.</summary>
internal static class TorchFiles
{
    private static readonly byte[] s_storage = [.. Enumerable.Range(0, 64).Select(value => (byte)value)];

    /// <summary>Parts of pickles: instructions with arguments, names, whole calls.</summary>
    public static IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. Enum.GetValues<PickleOpcode>().Select(opcode => new[] { (byte)opcode }),
        .. new[] { "ctorch\nFloatStorage\n", "ctorch\nHalfStorage\n", "ctorch\nBFloat16Storage\n", "ctorch\nBoolStorage\n", "ctorch.storage\nUntypedStorage\n", "ctorch._utils\n_rebuild_tensor_v2\n",
            "ctorch._utils\n_rebuild_tensor_v3\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch._tensor\n_rebuild_from_type_v2\n", "ctorch\nfloat32\n", "ccollections\nOrderedDict\n",
            "ccollections\ndefaultdict\n", "cos\nsystem\n", "cbuiltins\neval\n", "cnumpy.core.multiarray\nscalar\n", "iargparse\nNamespace\n", "I01\n", "L10L\n", "F1e5\n", "S'x'\n", "Vx\n", "g1\n", "p1\n",
            "state_dict", "global_step", "storage", "cpu", "archive/data.pkl", "archive/data/0", "archive/byteorder", "big" }.Select(System.Text.Encoding.ASCII.GetBytes),
        Text("x"), Text("state_dict"), Text("storage"), Text("0"), Text("1"), Text("cpu"), [0x8a, 8, 255, 255, 255, 255, 255, 255, 255, 127], [0x8b, 4, 0, 0, 0, 0, 0, 0, 64], [(byte)'q', 0], [(byte)'h', 0],
        [(byte)'r', 0, 0, 0, 0], [(byte)'j', 0, 0, 0, 0], OneTensor("FloatStorage", 16, 0, [2, 3], [3, 1]), OneTensor("FloatStorage", 1, 0, [int.MaxValue], [0]),
    ];

    /// <summary>Pickles of state dictionaries.</summary>
    public static IEnumerable<byte[]> Pickles =>
    [
        Lightning(),
        OneTensor("FloatStorage", 16, 0, [2, 3], [3, 1]),
        OneTensor("HalfStorage", 32, 4, [2, 2, 2, 2], [8, 4, 2, 1]),
        OneTensor("DoubleStorage", 8, 0, [0], [1]),
        OneTensor("ByteStorage", 64, 0, [1000], [0]),
        [.. "(dp0\nVx\np1\nI5\nsVy\np2\nF1.5\nsVz\nL7L\ns."u8],
        [.. "\u0080\u0004\u0095"u8, .. new byte[8], .. "}\u008c\u0001xC\u0001ys."u8],
        [0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, (byte)'(', 0x8c, 1, (byte)'x', 0x94, (byte)'K', 1, 0x8c, 1, (byte)'y', (byte)']', (byte)'u', (byte)'.'],
    ];

    /// <summary>A zip of <c>torch.save</c> with this pickle and two storages.</summary>
    public static byte[] Zip(byte[] pickle)
    {
        using MemoryStream stream = new();
        StoredZipWriter zip = new(stream);
        zip.Add("archive/data.pkl", pickle);
        zip.Add("archive/data/0", s_storage);
        zip.Add("archive/data/1", s_storage.AsSpan(0, 8));
        zip.Complete();
        return stream.ToArray();
    }

    /// <summary>The form before PyTorch 1.6 with this pickle and two storages.</summary>
    public static byte[] Legacy(byte[] pickle)
    {
        byte[] count = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(count, 16);
        PickleWriter keys = new();
        keys.Write(PickleOpcode.EmptyList);
        keys.Text("0");
        keys.Write(PickleOpcode.Append);
        return
        [
            0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 0x03, (byte)'.',
            0x80, 2, (byte)'}', (byte)'X', 13, 0, 0, 0, .. "little_endian"u8, 0x88, (byte)'s', (byte)'.',
            .. pickle, .. keys.End(), .. count, .. s_storage,
        ];
    }

    private static byte[] OneTensor(string storage, long elements, long offset, long[] size, long[] strides)
    {
        PickleWriter pickle = new();
        pickle.Write(PickleOpcode.EmptyDict);
        pickle.Text("x");
        TorchPickle.Tensor(pickle, storage, "0", elements, offset, size, strides);
        pickle.Write(PickleOpcode.SetItem);
        return pickle.End();
    }

    private static byte[] Lightning()
    {
        PickleWriter pickle = new();
        pickle.Write(PickleOpcode.EmptyDict);
        pickle.Write(PickleOpcode.Mark);
        pickle.Text("global_step");
        pickle.Integer(470000);
        pickle.Text("optimizer_states");
        pickle.Write(PickleOpcode.EmptyList);
        pickle.Text("state_dict");
        pickle.OrderedDictionary();
        pickle.Write(PickleOpcode.Mark);
        pickle.Text("a.weight");
        TorchPickle.Tensor(pickle, "FloatStorage", "0", 6, 0, [2, 3], [3, 1]);
        pickle.Text("a.bias");
        TorchPickle.Tensor(pickle, "HalfStorage", "1", 4, 1, [3], [1]);
        pickle.Write(PickleOpcode.SetItems);
        pickle.Write(PickleOpcode.SetItems);
        return pickle.End();
    }

    private static byte[] Text(string text) => [(byte)'X', (byte)text.Length, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(text)];
}
