using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Easel.Fuzzing.Engine;

/// <summary>Changes inputs: bits, numbers, lengths, words of the format, stretches that are left out, doubled, moved, or taken from another input.</summary>
internal sealed class Mutator(FuzzTarget target, FuzzRandom random)
{
    private const int MostChanges = 8;

    private static readonly long[] s_numbers =
        [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 257, 512, 1000, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32,
            long.MaxValue, long.MinValue, -1, -2, -128, int.MinValue];

    private static readonly string[] s_written = ["0", "-1", "1", "255", "256", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "1e999", "-1e999", "1e-999", "NaN", "Infinity", "0.1", "00", "0x10", "1e5", "99999999999999999999999999999999999999999"];

    private readonly IReadOnlyList<byte[]> _tokens = target.Tokens;
    private readonly byte[] _buffer = new byte[target.MaxLength];
    private int _length;

    /// <summary>An input that is a few changes away from another.</summary>
    /// <param name="parent">What is changed; stays as it is.</param>
    /// <param name="other">Whence stretches may come.</param>
    public byte[] Change(byte[] parent, byte[] other)
    {
        _length = Math.Min(parent.Length, _buffer.Length);
        parent.AsSpan(0, _length).CopyTo(_buffer);
        for (int changes = 1 + random.Below(1 + random.Below(MostChanges)); changes > 0; changes--)
        {
            ChangeOnce(other);
        }

        return _buffer.AsSpan(0, _length).ToArray();
    }

    private void ChangeOnce(byte[] other)
    {
        if (_length == 0)
        {
            Insert(0, _tokens.Count > 0 ? random.Of(_tokens) : [(byte)random.Next()]);
            return;
        }

        int at = random.Below(_length);
        switch (random.Below(16))
        {
            case 0:
                _buffer[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                _buffer[at] = (byte)random.Next();
                break;
            case 2:
                _buffer[at] += (byte)(random.Below(71) - 35);
                break;
            case 3 or 4:
                SetNumber(at, random.Of(s_numbers));
                break;
            case 5:
                // Lengths of what is left, or nearly.
                SetNumber(at, _length - at + random.Below(17) - 8);
                break;
            case 6:
                Remove(at, random.Length(_length - at));
                break;
            case 7:
                Insert(random.Below(_length + 1), _buffer.AsSpan(at, random.Length(_length - at)).ToArray());
                break;
            case 8:
                Overwrite(random.Below(_length), _buffer.AsSpan(at, random.Length(_length - at)).ToArray());
                break;
            case 9 or 10 when _tokens.Count > 0:
                Insert(random.Below(_length + 1), random.Of(_tokens));
                break;
            case 11 when _tokens.Count > 0:
                Overwrite(at, random.Of(_tokens));
                break;
            case 12 when _tokens.Count > 0:
                Insert(at, Repeated(random.Of(_tokens), random.Length(256)));
                break;
            case 13 when other.Length > 0:
                int start = random.Below(other.Length);
                Insert(at, other.AsSpan(start, random.Length(other.Length - start)));
                break;
            case 14 when other.Length > 0:
                // The beginning of one and the end of the other.
                int end = random.Below(other.Length);
                _length = at;
                Insert(at, other.AsSpan(end));
                break;
            default:
                ReplaceWrittenNumber(at);
                break;
        }
    }

    private void SetNumber(int at, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        int width = 1 << random.Below(4);
        if (random.OneIn(2))
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            Overwrite(at, bytes[..width]);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            Overwrite(at, bytes[(8 - width)..]);
        }
    }

    /// <summary>The next number that is written in digits becomes another.</summary>
    private void ReplaceWrittenNumber(int at)
    {
        int start = _buffer.AsSpan(at, _length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            _buffer[at] = (byte)random.Next();
            return;
        }

        int length = _buffer.AsSpan(at + start, _length - at - start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        Remove(at + start, length < 0 ? _length - at - start : length);
        string written = random.OneIn(3) ? random.Of(s_numbers).ToString(CultureInfo.InvariantCulture) : random.OneIn(2) ? random.Of(s_written) : random.Below(1 << random.Below(20)).ToString(CultureInfo.InvariantCulture);
        Insert(at + start, Encoding.ASCII.GetBytes(written));
    }

    private void Remove(int at, int count)
    {
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, _buffer.Length - _length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        bytes[..count].CopyTo(_buffer.AsSpan(at));
        _length += count;
    }

    private void Overwrite(int at, ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, _length - at)].CopyTo(_buffer.AsSpan(at));

    private static byte[] Repeated(byte[] token, int times)
    {
        byte[] repeated = new byte[token.Length * times];
        for (int i = 0; i < times; i++)
        {
            token.CopyTo(repeated, i * token.Length);
        }

        return repeated;
    }
}
