using System.Buffers.Binary;
using Easel.Fuzzing.Engine;

namespace Easel.Fuzzing.Targets;

/// <summary>A safetensors file, and what tells from the first bytes that a file is something else.</summary>
internal sealed class SafetensorsTarget : TensorFileTarget
{
    private const int LengthBytes = 8;

    public override string Name => "safetensors";

    public override IEnumerable<byte[]> Seeds =>
    [
        File("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}""", 22),
        File("""{"a":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]},"b":{"dtype":"I64","shape":[0,5],"data_offsets":[1,1]}}   """, 1),
        File("""{"a\u0000\ud83d\ude00":{"shape":[1,1,1,1],"dtype":"F64","x":[{}],"data_offsets":[0,8]}}""", 8),
        Text("version https://git-lfs.github.com/spec/v1\nsize 1234\n"), Text("<!doctype html>"), Text("GGUF"), [0x1f, 0x8b, 8],
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "{", "}", "[", "]", "\"", ":", ",", "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":{}", "F32", "F16", "BF16", "I64", "U8", "\\ud800", "\\u0000", "null", "true", "[0,4]", "[[", "{\"a\":",
        "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},", "version https://git-lfs", "\nsize ");

    public override void Read(byte[] input) => ReadTensors(input);

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        int end = input.AsSpan().LastIndexOf((byte)'}') + 1;
        if (end > LengthBytes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input, end - LengthBytes);
            input[LengthBytes] = (byte)'{';
        }

        return input;
    }

    private static byte[] File(string header, int data)
    {
        byte[] length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. Text(header), .. new byte[data]];
    }
}
