using System.Globalization;
using System.Text.Json;
using Easel.Diffusion;
using Microsoft.Extensions.AI;

namespace Easel.Extensions;

/// <summary>Additional properties of a request, as whatever types programs and JSON have for them; every error names the property, what was found and what was wanted.</summary>
/// <param name="properties">None are like empty ones.</param>
internal sealed class AdditionalValues(AdditionalPropertiesDictionary? properties)
{
    /// <summary>Refuses names that are not known.</summary>
    /// <exception cref="GenerationException">There is one.</exception>
    public void RequireKnown(IReadOnlyList<string> known)
    {
        foreach (string name in properties?.Keys ?? Enumerable.Empty<string>())
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new GenerationException($"There is no property '{name}' of a request. There are: {string.Join(", ", known)}.");
            }
        }
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        string text => text,
        object other => throw Wrong(name, other, "a text"),
    };

    public int? Whole(string name) => Number(name) is not decimal number ? null
        : number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Wrong(name, number, "a whole number");

    public ulong? Seed(string name) => Number(name) is not decimal number ? null
        : number == decimal.Truncate(number) && number is >= 0 and <= ulong.MaxValue ? (ulong)number : throw Wrong(name, number, "a whole number from 0 on");

    public double? Real(string name) => (double?)Number(name);

    /// <summary>A file's bytes.</summary>
    public ReadOnlyMemory<byte>? Bytes(string name) => Find(name) switch
    {
        null => (ReadOnlyMemory<byte>?)null,
        DataContent content => content.Data,
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        object other => throw Wrong(name, other, "a picture: a DataContent, or the bytes of a file"),
    };

    /// <summary>What a text means.</summary>
    /// <param name="name">The property.</param>
    /// <param name="read">None where it means nothing.</param>
    /// <param name="wanted">What it may be.</param>
    public T? Named<T>(string name, Func<string, T?> read, string wanted) where T : struct
        => Text(name) is string text ? read(text) ?? throw Wrong(name, text, wanted) : null;

    private decimal? Number(string name)
    {
        object? found = Find(name);
        if (found is null)
        {
            return null;
        }

        try
        {
            return found is string text
                ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
                : found is IConvertible and not bool and not DateTime and not char ? Convert.ToDecimal(found, CultureInfo.InvariantCulture) : throw Wrong(name, found, "a number");
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Wrong(name, found, "a number");
        }
    }

    private object? Find(string name)
    {
        if (properties is null || !properties.TryGetValue(name, out object? value))
        {
            return null;
        }

        return value is not JsonElement json ? value : json.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number when json.TryGetDecimal(out decimal number) => number,
            _ => throw Wrong(name, json.GetRawText(), "a text or a number"),
        };
    }

    private static GenerationException Wrong(string name, object found, string wanted)
    {
        string shown = found is string or IConvertible ? string.Create(CultureInfo.InvariantCulture, $"'{found}'") : $"a {found.GetType().Name}";
        return new GenerationException($"The property '{name}' of the request is {shown}, but {wanted} is wanted.");
    }
}
