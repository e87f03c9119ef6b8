using System.Buffers.Binary;

namespace Easel.Diffusion.Runs;

/// <summary>Takes numbers from bytes, lowest byte first, and never from behind their end.</summary>
internal ref struct PositionReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Bytes not taken yet.</summary>
    public readonly int Left => _left.Length;

    /// <summary>The next bytes.</summary>
    /// <exception cref="FormatException">There are not as many.</exception>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _left.Length)
        {
            throw new FormatException($"The position ends too soon: {count} more bytes were expected, {_left.Length} are there.");
        }

        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    /// <inheritdoc cref="Bytes"/>
    public byte Byte() => Bytes(1)[0];

    /// <inheritdoc cref="Bytes"/>
    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    /// <inheritdoc cref="Bytes"/>
    public ulong LongNumber() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    /// <inheritdoc cref="Bytes"/>
    public float[] Floats(int count)
    {
        ReadOnlySpan<byte> taken = Bytes(checked(count * sizeof(float)));
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(taken[(i * sizeof(float))..]);
        }

        return values;
    }
}
