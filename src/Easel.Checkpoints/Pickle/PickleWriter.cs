using System.Text;

namespace Easel.Checkpoints.Pickle;

/// <summary>Writes pickle instructions of protocol 2, which torch writes too.</summary>
internal sealed class PickleWriter
{
    private readonly ByteBuilder _bytes = new();

    public PickleWriter()
    {
        Write(PickleOpcode.Proto);
        _bytes.Write((byte)2);
    }

    /// <summary>Writes an instruction without an argument.</summary>
    public void Write(PickleOpcode opcode) => _bytes.Write((byte)opcode);

    /// <summary>Pushes the name of a class or function.</summary>
    public void Global(string module, string name)
    {
        Write(PickleOpcode.Global);
        _bytes.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    }

    /// <summary>Pushes a text.</summary>
    public void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Write(PickleOpcode.BinUnicode);
        _bytes.Write((uint)bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>Pushes an integer.</summary>
    public void Integer(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Write(PickleOpcode.BinInt);
            _bytes.Write(unchecked((uint)value));
        }
        else
        {
            Write(PickleOpcode.Long1);
            _bytes.Write((byte)sizeof(long));
            _bytes.Write(unchecked((ulong)value));
        }
    }

    /// <summary>Pushes a tuple of integers.</summary>
    public void Integers(params ReadOnlySpan<long> values)
    {
        Write(PickleOpcode.Mark);
        foreach (long value in values)
        {
            Integer(value);
        }

        Write(PickleOpcode.Tuple);
    }

    /// <summary>Pushes an empty ordered dictionary.</summary>
    public void OrderedDictionary()
    {
        Global("collections", "OrderedDict");
        Write(PickleOpcode.EmptyTuple);
        Write(PickleOpcode.Reduce);
    }

    /// <summary>Ends the pickle.</summary>
    /// <returns>All of it.</returns>
    public byte[] End()
    {
        Write(PickleOpcode.Stop);
        return _bytes.Written.ToArray();
    }
}
