using System.Buffers.Binary;

namespace Easel.Imaging.Deflate;

/// <summary>Bytes that grow bit by bit, the lowest bit first.</summary>
internal sealed class BitSink(int capacity)
{
    private byte[] _bytes = new byte[Math.Max(capacity, 64)];
    private int _length;
    private ulong _bits;
    private int _bitCount;

    /// <summary>The whole bytes so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Appends the lowest bits of a value.</summary>
    /// <param name="value">below 2^count</param>
    /// <param name="count">0 to 32</param>
    public void Write(uint value, int count)
    {
        _bits |= (ulong)value << _bitCount;
        _bitCount += count;
        if (_bitCount >= 32)
        {
            Reserve(4);
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), (uint)_bits);
            _length += 4;
            _bits >>= 32;
            _bitCount -= 32;
        }
    }

    /// <summary>Fills up the last byte with zero bits.</summary>
    public void Align()
    {
        Reserve(4);
        while (_bitCount > 0)
        {
            _bytes[_length++] = (byte)_bits;
            _bits >>= 8;
            _bitCount -= 8;
        }

        _bitCount = 0;
    }

    /// <summary>Appends whole bytes after an <see cref="Align"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            long wanted = Math.Max(_bytes.LongLength * 2, (long)_length + count);
            Array.Resize(ref _bytes, (int)Math.Min(wanted, Array.MaxLength));
        }
    }
}
