using System.Buffers.Binary;
using System.Text.Json;
using Easel.Tensors;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints.Safetensors;

/// <summary>The safetensors form: 8 bytes with the length of a JSON header, the header, the tensors.</summary>
internal static class SafetensorsFile
{
    private const int LengthBytes = 8;

    // The format's own limit.
    private const ulong LongestHeader = 100_000_000;

    /// <summary>Whether the file begins as such files do.</summary>
    public static bool Matches(SourceFile file) => file.Length > LengthBytes && file.Bytes(LengthBytes, 1)[0] == '{';

    /// <summary>Views of all tensors.</summary>
    public static TensorFile Read(SourceFile file)
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes(0, LengthBytes));
        if (length > LongestHeader)
        {
            throw file.Refuse($"begins as a safetensors file, but with a header of {length} bytes; at most {LongestHeader} are allowed. It is no safetensors file, or damaged.");
        }

        if (length > (ulong)(file.Length - LengthBytes))
        {
            throw file.Refuse($"is cut off: its header should have {length} bytes, but the file has {file.Length}. Download or copy it again.");
        }

        long data = LengthBytes + (long)length;
        AllocationBudget budget = new(file);
        List<SafetensorsEntry> entries = ReadHeader(file, file.Bytes(LengthBytes, (int)length), budget);
        CheckOverlaps(file, entries);

        Dictionary<string, HostTensor> tensors = new(entries.Count, StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in entries)
        {
            if (!tensors.TryAdd(entry.Name, View(file, data, entry, budget)))
            {
                throw file.Refuse($"tensor '{entry.Name}' appears twice in the header. The file is damaged or made to do harm.");
            }
        }

        return new TensorFile(CheckpointFormat.Safetensors, tensors);
    }

    private static List<SafetensorsEntry> ReadHeader(SourceFile file, ReadOnlySpan<byte> json, AllocationBudget budget)
    {
        try
        {
            return SafetensorsHeader.Read(file, json, budget);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The reader's second kind is for text that is not Unicode.
            throw file.Refuse($"its header is not the JSON of a safetensors file: {broken.Message} The file is damaged; download or copy it again.", broken);
        }
    }

    private static void CheckOverlaps(SourceFile file, List<SafetensorsEntry> entries)
    {
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in entries.Where(entry => entry.End > entry.Begin).OrderBy(entry => entry.Begin))
        {
            if (before is not null && entry.Begin < before.End)
            {
                throw file.Refuse($"tensors '{before.Name}' and '{entry.Name}' overlap. The file is damaged or made to do harm.");
            }

            before = entry;
        }
    }

    private static HostTensor View(SourceFile file, long data, SafetensorsEntry entry, AllocationBudget budget)
    {
        ElementType type = entry.Type switch
        {
            "F32" => ElementType.Float32,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F64" => ElementType.Float64,
            "I64" => ElementType.Int64,
            "I32" => ElementType.Int32,
            "I16" => ElementType.Int16,
            "I8" => ElementType.Int8,
            "U8" => ElementType.UInt8,
            "BOOL" => ElementType.Boolean,
            _ => throw file.Refuse($"tensor '{entry.Name}' has elements of type '{entry.Type}'; known are F32, F16, BF16, F64, I64, I32, I16, I8, U8 and BOOL. Get the model in one of these."),
        };

        if (entry.Begin < 0 || entry.End < entry.Begin || entry.End > file.Length - data)
        {
            throw file.Refuse($"tensor '{entry.Name}' should lie at bytes {entry.Begin} to {entry.End}, but there are {file.Length - data}. The file is cut off or damaged; download or copy it again.");
        }

        Int128 bytes = type.Size();
        foreach (long extent in entry.Shape)
        {
            bytes = extent is < 0 or > int.MaxValue || bytes > long.MaxValue ? -1 : bytes * extent;
        }

        if (bytes != entry.End - entry.Begin)
        {
            throw file.Refuse($"tensor '{entry.Name}' of [{string.Join(", ", entry.Shape)}] {entry.Type} does not fit its {entry.End - entry.Begin} bytes. The file is damaged; download or copy it again.");
        }

        return new TensorLayout(entry.Name, type, [.. entry.Shape], Strides: null).View(file, data + entry.Begin, entry.End - entry.Begin, 0, budget);
    }
}
