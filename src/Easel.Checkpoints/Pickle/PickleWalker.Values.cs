using System.Globalization;
using System.Numerics;
using System.Text;

namespace Easel.Checkpoints.Pickle;

internal sealed partial class PickleWalker
{
    // Enough for a hash or the magic number. Python would go on to millions of digits, slowly.
    private const int LongestInteger = 256;

    /// <summary>Numbers, strings, and other values without parts.</summary>
    private bool Plain(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                PushValue(true);
                break;
            case PickleOpcode.NewFalse:
                PushValue(false);
                break;
            case PickleOpcode.BinInt:
                PushValue((long)_bytes.ReadInt32());
                break;
            case PickleOpcode.BinInt1:
                PushValue((long)_bytes.ReadByte());
                break;
            case PickleOpcode.BinInt2:
                PushValue((long)_bytes.ReadUInt16());
                break;
            case PickleOpcode.Long1:
                PushInteger(_bytes.ReadByte());
                break;
            case PickleOpcode.Long4:
                PushInteger(_bytes.ReadUInt32());
                break;
            case PickleOpcode.BinFloat:
                PushValue(_bytes.ReadBigEndianDouble());
                break;
            case PickleOpcode.BinUnicode or PickleOpcode.BinString:
                PushText(_bytes.ReadUInt32());
                break;
            case PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString:
                PushText(_bytes.ReadByte());
                break;
            case PickleOpcode.BinUnicode8:
                PushText(_bytes.ReadUInt64());
                break;
            case PickleOpcode.BinBytes:
                PushBytes(_bytes.ReadUInt32());
                break;
            case PickleOpcode.ShortBinBytes:
                PushBytes(_bytes.ReadByte());
                break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                PushBytes(_bytes.ReadUInt64());
                break;
            default:
                return Line(opcode);
        }

        return true;
    }

    /// <summary>The text forms of protocol 0.</summary>
    private bool Line(PickleOpcode opcode)
    {
        if (opcode is not (PickleOpcode.Int or PickleOpcode.Long or PickleOpcode.Float or PickleOpcode.String or PickleOpcode.Unicode))
        {
            return false;
        }

        string line = _bytes.ReadLine();
        _budget.Charge(ObjectBytes + (2L * line.Length));
        Push((opcode, line) switch
        {
            (PickleOpcode.Int, "00") => false,
            (PickleOpcode.Int, "01") => true,
            (PickleOpcode.Int or PickleOpcode.Long, _) when long.TryParse(line.TrimEnd('L'), CultureInfo.InvariantCulture, out long number) => number,
            (PickleOpcode.Float, _) when double.TryParse(line, CultureInfo.InvariantCulture, out double number) => number,
            (PickleOpcode.String, [('\'' or '"') and char open, .. string text, char close]) when open == close => text,
            (PickleOpcode.Unicode, _) => line,
            _ => throw Damaged($"the text of a pickle instruction {opcode} is no such value"),
        });
        return true;
    }

    /// <summary>What is kept to be used again, and other instructions about the machine itself.</summary>
    private bool Memory(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                byte protocol = _bytes.ReadByte();
                if (protocol > 5)
                {
                    throw Damaged($"pickle protocol {protocol} is none of 0 to 5");
                }

                break;
            case PickleOpcode.Frame:
                ulong length = _bytes.ReadUInt64();
                if (length > (ulong)_bytes.Left)
                {
                    throw Damaged($"a frame of {length} bytes begins, but {_bytes.Left} are left");
                }

                break;
            case PickleOpcode.Pop:
                PopValueOrMark();
                break;
            case PickleOpcode.Dup:
                Push(Top());
                break;
            case PickleOpcode.Memoize:
                Remember(_memoized);
                break;
            case PickleOpcode.BinPut:
                Remember(_bytes.ReadByte());
                break;
            case PickleOpcode.LongBinPut:
                Remember(_bytes.ReadUInt32());
                break;
            case PickleOpcode.Put:
                Remember(ReadIndex());
                break;
            case PickleOpcode.BinGet:
                Recall(_bytes.ReadByte());
                break;
            case PickleOpcode.LongBinGet:
                Recall(_bytes.ReadUInt32());
                break;
            case PickleOpcode.Get:
                Recall(ReadIndex());
                break;
            default:
                return false;
        }

        return true;
    }

    private void PopValueOrMark()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }
        else
        {
            Pop();
        }
    }

    private void PushValue(object value)
    {
        _budget.Charge(ObjectBytes);
        Push(value);
    }

    private void PushInteger(uint length)
    {
        if (length > LongestInteger)
        {
            throw Damaged($"an integer of {length} bytes begins");
        }

        BigInteger value = new(_bytes.Take(length));
        PushValue(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);
    }

    private void PushText(ulong length)
    {
        ReadOnlySpan<byte> bytes = _bytes.Take(length);
        _budget.Charge(ObjectBytes + (2L * bytes.Length));
        Push(Encoding.UTF8.GetString(bytes));
    }

    private void PushBytes(ulong length)
    {
        ReadOnlySpan<byte> bytes = _bytes.Take(length);
        _budget.Charge(ObjectBytes + bytes.Length);
        Push(bytes.ToArray());
    }

    private long ReadIndex() => long.TryParse(_bytes.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : throw Damaged("a memo's number is no number");

    private void Remember(long index)
    {
        // Picklers number without gaps, from 0 or (Python 2) from 1.
        if (index > _memoized + 1)
        {
            throw Damaged($"memo {index} is written when there are {_memoized}");
        }

        if (index >= _memo.Length)
        {
            int longer = Math.Max(256, 2 * _memo.Length);
            _budget.Charge(8L * longer);
            Array.Resize(ref _memo, longer);
        }

        _memo[index] = Top();
        _memoized = Math.Max(_memoized, (int)index + 1);
    }

    private void Recall(long index) => Push(index < _memoized ? _memo[index] : throw Damaged($"memo {index} is read when there are {_memoized}"));
}
