using System.Buffers.Binary;
using System.Text;

namespace Easel.Tests.Checkpoints;

/// <summary>Small safetensors files, made by hand.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A file with this header and so many bytes of zeros.</summary>
    public static byte[] File(string header, int dataBytes) => File(header, new byte[dataBytes]);

    /// <summary>A file with this header and data.</summary>
    public static byte[] File(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    /// <summary>A file with two tensors and metadata.</summary>
    public static byte[] Two() => File(
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}""",
        [.. TorchBytes.Floats(1, 2, 3, 4), 0x80, 0x3f, 0x00, 0x40, 0x40, 0x40]);
}
