using System.Buffers.Binary;
using Easel.Checkpoints.Pickle;
using Easel.Checkpoints.Torch;

namespace Easel.Tests.Checkpoints;

/// <summary>Small files of <c>torch.save</c>, made by hand.</summary>
internal static class TorchBytes
{
    /// <summary>A zip with this pickle and these storages, keyed 0, 1, ….</summary>
    public static byte[] Zip(byte[] pickle, params byte[][] storages)
    {
        using MemoryStream stream = new();
        StoredZipWriter zip = new(stream);
        zip.Add("archive/data.pkl", pickle);
        for (int i = 0; i < storages.Length; i++)
        {
            zip.Add($"archive/data/{i}", storages[i]);
        }

        zip.Add("archive/version", "3\n"u8);
        zip.Complete();
        return stream.ToArray();
    }

    /// <summary>The form before PyTorch 1.6 with this pickle and these storages, keyed 0, 1, ….</summary>
    public static byte[] Legacy(byte[] pickle, params (byte[] Bytes, int ElementBytes)[] storages)
    {
        List<byte> file = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        file.AddRange([0x80, 2, (byte)'M', 0xe9, 0x03, (byte)'.']);
        file.AddRange(Pickle(writer =>
        {
            writer.Write(PickleOpcode.EmptyDict);
            writer.Text("little_endian");
            writer.Write(PickleOpcode.NewTrue);
            writer.Write(PickleOpcode.SetItem);
        }));
        file.AddRange(pickle);
        file.AddRange(Pickle(writer =>
        {
            writer.Write(PickleOpcode.EmptyList);
            for (int i = 0; i < storages.Length; i++)
            {
                writer.Text($"{i}");
                writer.Write(PickleOpcode.Append);
            }
        }));
        foreach ((byte[] bytes, int elementBytes) in storages)
        {
            byte[] count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, bytes.Length / elementBytes);
            file.AddRange(count);
            file.AddRange(bytes);
        }

        return [.. file];
    }

    /// <summary>A pickle.</summary>
    public static byte[] Pickle(Action<PickleWriter> write)
    {
        PickleWriter writer = new();
        write(writer);
        return writer.End();
    }

    /// <summary>A dictionary of one tensor, <c>x</c>, that looks into storage 0.</summary>
    public static byte[] OneTensor(long elements, long offset, long[] size, long[] strides, string storageType = "FloatStorage") => Pickle(writer =>
    {
        writer.Write(PickleOpcode.EmptyDict);
        writer.Text("x");
        TorchPickle.Tensor(writer, storageType, "0", elements, offset, size, strides);
        writer.Write(PickleOpcode.SetItem);
    });

    /// <summary>Float32 values as bytes.</summary>
    public static byte[] Floats(params float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <summary>A checkpoint with what Lightning adds: a class as a key, optimizer state, a NumPy number, a memo.</summary>
    public static byte[] LightningPickle() => Pickle(writer =>
    {
        writer.Write(PickleOpcode.EmptyDict);
        writer.Write(PickleOpcode.Mark);
        writer.Text("global_step");
        writer.Integer(470000);
        writer.Text("callbacks");
        writer.Write(PickleOpcode.EmptyDict);
        writer.Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint");
        writer.Write(PickleOpcode.EmptyDict);
        writer.Text("best_model_score");
        NumpyNumber(writer);
        writer.Write(PickleOpcode.SetItem);
        writer.Write(PickleOpcode.SetItem);
        writer.Text("optimizer_states");
        writer.Write(PickleOpcode.EmptyList);
        writer.Write(PickleOpcode.EmptyDict);
        writer.Write(PickleOpcode.Append);
        writer.Text("state_dict");
        writer.OrderedDictionary();
        writer.Write(PickleOpcode.Mark);
        writer.Text("model.diffusion_model.out.2.weight");
        TorchPickle.Tensor(writer, "FloatStorage", "0", 6, 0, [2, 3], [3, 1]);
        writer.Text("model.diffusion_model.out.2.bias");
        TorchPickle.Tensor(writer, "HalfStorage", "1", 4, 1, [3], [1]);
        writer.Write(PickleOpcode.SetItems);
        writer.Write(PickleOpcode.SetItems);
    });

    /// <summary>The zip form of <see cref="LightningPickle"/>.</summary>
    public static byte[] LightningZip() => Zip(LightningPickle(), Floats(1, 2, 3, 4, 5, 6), HalfOnes(4));

    /// <summary>The old form of <see cref="LightningPickle"/>.</summary>
    public static byte[] LightningLegacy() => Legacy(LightningPickle(), (Floats(1, 2, 3, 4, 5, 6), 4), (HalfOnes(4), 2));

    /// <summary><c>numpy.core.multiarray.scalar(numpy.dtype('f8', False, True), bytes)</c>, as NumPy pickles a float.</summary>
    private static void NumpyNumber(PickleWriter writer)
    {
        writer.Global("numpy.core.multiarray", "scalar");
        writer.Global("numpy", "dtype");
        writer.Text("f8");
        writer.Write(PickleOpcode.NewFalse);
        writer.Write(PickleOpcode.NewTrue);
        writer.Write(PickleOpcode.Tuple3);
        writer.Write(PickleOpcode.Reduce);
        writer.Write(PickleOpcode.Mark);
        writer.Integer(3);
        writer.Text("<");
        writer.Write(PickleOpcode.None);
        writer.Write(PickleOpcode.Tuple);
        writer.Write(PickleOpcode.Build);
        writer.Global("_codecs", "encode");
        writer.Text("abcdefgh");
        writer.Text("latin1");
        writer.Write(PickleOpcode.Tuple2);
        writer.Write(PickleOpcode.Reduce);
        writer.Write(PickleOpcode.Tuple2);
        writer.Write(PickleOpcode.Reduce);
    }

    private static byte[] HalfOnes(int count) => [.. Enumerable.Repeat((byte[])[0x00, 0x3c], count).SelectMany(half => half)];
}
