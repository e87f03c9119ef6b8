namespace Easel.Checkpoints.Pickle;

// None, booleans, integers (long or BigInteger), double, string and byte[] are themselves.

/// <summary>A sequence that cannot change.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list, or a set.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary, ordered or not. Keys may be anything; as in Python, the last of equal ones counts.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The value under a name, or none.</summary>
    public object? Find(string name)
    {
        for (int i = Items.Count - 1; i >= 0; i--)
        {
            if (Items[i].Key is string key && key == name)
            {
                return Items[i].Value;
            }
        }

        return null;
    }
}

/// <summary>The name of a Python class or function. Nothing stands behind it.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName { get; } = $"{Module}.{Name}";
}

/// <summary>What Python would have made here; we made nothing.</summary>
/// <param name="Description">What it would be, for errors.</param>
internal sealed record PickleOpaque(string Description);
