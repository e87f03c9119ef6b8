using System.Text.Json;
using Easel.Tensors;

namespace Easel.Checkpoints.Safetensors;

/// <summary>One tensor, as the header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The format's name of its element type.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Begin">Its first byte, counted from the header's end.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, List<long> Shape, long Begin, long End);

/// <summary>Reads <c>{"name": {"dtype": "F32", "shape": [..], "data_offsets": [begin, end]}, ..}</c>.</summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    // A tensor, its entry here, their lists and names.
    private const int EntryAllocation = 768;

    /// <summary>All tensors, in the header's order.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static List<SafetensorsEntry> Read(SourceFile file, ReadOnlySpan<byte> json, AllocationBudget budget)
    {
        List<SafetensorsEntry> entries = [];
        Utf8JsonReader reader = new(json);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Expect(ref reader, JsonTokenType.StartObject);
            if (name == Metadata)
            {
                reader.Skip();
            }
            else
            {
                budget.Charge(EntryAllocation + (4L * name.Length));
                entries.Add(ReadEntry(file, ref reader, name));
            }
        }

        // Reads to the end, so that anything but white space behind the header is an error.
        reader.Read();
        return entries;
    }

    private static SafetensorsEntry ReadEntry(SourceFile file, ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                Expect(ref reader, JsonTokenType.String);
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                shape = ReadNumbers(file, ref reader, name);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = ReadNumbers(file, ref reader, name);
            }
            else
            {
                reader.Skip();
            }
        }

        return type is not null && shape is not null && offsets is [long begin, long end]
            ? new SafetensorsEntry(name, type, shape, begin, end)
            : throw file.Refuse($"tensor '{name}' needs dtype, shape and two data_offsets in the header. The file is damaged; download or copy it again.");
    }

    private static List<long> ReadNumbers(SourceFile file, ref Utf8JsonReader reader, string name)
    {
        List<long> numbers = [];
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || numbers.Count > Shape.MaxRank)
            {
                throw file.Refuse($"tensor '{name}' has a shape or an offset in the header that is no whole number, or too many. The file is damaged; download or copy it again.");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException($"Wanted {token}, found {reader.TokenType} at byte {reader.TokenStartIndex}.");
        }
    }
}
