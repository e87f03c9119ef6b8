using Easel.Cuda.Tests.Ptx.Parsing;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>An opcode's name and its suffixes, each of which somebody must take.</summary>
internal sealed class Opcode
{
    private readonly List<string> _suffixes;
    private readonly string _text;
    private readonly int _line;

    public Opcode(Statement statement)
    {
        _text = statement.Opcode;
        _line = statement.Line;
        _suffixes = [.. _text.Split('.')];
        Name = _suffixes[0];
        _suffixes.RemoveAt(0);
    }

    public string Name { get; }

    /// <summary>Takes a suffix if it is there.</summary>
    public bool Take(string suffix) => _suffixes.Remove(suffix);

    /// <summary>Takes whichever of these is there, or nothing.</summary>
    public string? TakeAny(params ReadOnlySpan<string> suffixes)
    {
        foreach (string suffix in suffixes)
        {
            if (Take(suffix))
            {
                return suffix;
            }
        }

        return null;
    }

    /// <summary>Takes the first suffix that begins so, or nothing.</summary>
    public string? TakeLike(string beginning)
    {
        string? found = _suffixes.Find(suffix => suffix.StartsWith(beginning, StringComparison.Ordinal));
        return found is not null && Take(found) ? found : null;
    }

    /// <summary>Takes the last suffix, which is the type.</summary>
    public string Type()
    {
        string type = _suffixes.Count > 0 ? _suffixes[^1] : throw Unknown();
        _suffixes.RemoveAt(_suffixes.Count - 1);
        return type;
    }

    /// <summary>Refuses suffixes that nobody has taken.</summary>
    public void End()
    {
        if (_suffixes.Count > 0)
        {
            throw Unknown();
        }
    }

    public PtxException Unknown() => new(_line, $"the instruction '{_text}' is not known.");
}
