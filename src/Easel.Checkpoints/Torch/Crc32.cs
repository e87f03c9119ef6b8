using System.Buffers.Binary;

namespace Easel.Checkpoints.Torch;

/// <summary>The checksum of zip archives: polynomial 0xEDB88320, eight bytes at a time with eight tables (Kounavis and Berry 2008).</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xedb88320;
    private const int Slices = 8;

    private static readonly uint[][] s_tables = MakeTables();

    private uint _inverted;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => _inverted ^ uint.MaxValue;

    public static Crc32 Begin() => new() { _inverted = uint.MaxValue };

    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint crc = _inverted;
        while (bytes.Length >= Slices)
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = s_tables[7][low & 255] ^ s_tables[6][(low >> 8) & 255] ^ s_tables[5][(low >> 16) & 255] ^ s_tables[4][low >> 24]
                ^ s_tables[3][high & 255] ^ s_tables[2][(high >> 8) & 255] ^ s_tables[1][(high >> 16) & 255] ^ s_tables[0][high >> 24];
            bytes = bytes[Slices..];
        }

        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ s_tables[0][(crc ^ value) & 255];
        }

        _inverted = crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[Slices][];
        for (int slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = slice == 0 ? i : tables[slice - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
                }

                tables[slice][i] = crc;
            }
        }

        return tables;
    }
}
