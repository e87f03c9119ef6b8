using System.Buffers.Binary;
using System.Text;

namespace Easel.Checkpoints.Torch;

/// <summary>One file in a zip archive, as the central directory has it.</summary>
internal sealed record ZipEntry(string Name, ulong Header, ulong Length, ulong StoredLength, ushort Method, ushort Flags);

/// <summary>The central directory of a zip archive, with zip64. PKWARE, APPNOTE.TXT 6.3.10.</summary>
internal sealed class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;

    private const int LocalBytes = 30;
    private const int EntryBytes = 46;
    private const int EndBytes = 22;
    private const int End64Bytes = 56;
    private const int Locator64Bytes = 20;
    private const ushort Extra64 = 1;
    private const ushort Encrypted = 1;

    // An entry, its name and its place in the table, for names of usual length.
    private const int EntryAllocation = 192;

    private readonly SourceFile _file;
    private readonly long _end;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(SourceFile file, AllocationBudget budget, long start, long bytes, ulong count)
    {
        _file = file;
        _end = start;

        long position = start;
        for (ulong i = 0; i < count; i++)
        {
            budget.Charge(EntryAllocation);
            ZipEntry entry = ReadEntry(ref position, start + bytes);
            if (!_entries.TryAdd(entry.Name, entry))
            {
                throw Damaged($"the archive has two files '{entry.Name}'");
            }
        }
    }

    /// <summary>The names of all files, in the archive's order.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Whether the file begins as zip archives do.</summary>
    public static bool Matches(SourceFile file) => file.Start(4) is [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6];

    /// <summary>Reads the directory at the file's end.</summary>
    public static ZipDirectory Read(SourceFile file, AllocationBudget budget)
    {
        long end = FindEnd(file);
        ReadOnlySpan<byte> record = file.Bytes(end, EndBytes);
        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        ulong start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (count == ushort.MaxValue || bytes == uint.MaxValue || start == uint.MaxValue)
        {
            (count, bytes, start) = ReadEnd64(file, end);
        }

        if (start > (ulong)end || bytes > (ulong)end - start || count > bytes / EntryBytes)
        {
            throw file.Refuse($"its list of {count} files should lie at byte {start}, {bytes} bytes long, but ends at {end}. The file is damaged; download or copy it again.");
        }

        return new ZipDirectory(file, budget, (long)start, (long)bytes, count);
    }

    /// <summary>Where a file's bytes lie, or none if there is no such file.</summary>
    public (long Start, long Bytes)? Find(string name)
    {
        if (!_entries.TryGetValue(name, out ZipEntry? entry))
        {
            return null;
        }

        if (entry.Method != 0 || (entry.Flags & Encrypted) != 0)
        {
            throw _file.Refuse($"'{name}' in it is compressed or encrypted, which torch.save never does. Unpack the archive and store its files without compression, or get the original.");
        }

        if (_end < LocalBytes || entry.Header > (ulong)(_end - LocalBytes))
        {
            throw Damaged($"'{name}' should begin at byte {entry.Header}, behind the archive's end");
        }

        long header = (long)entry.Header;
        ReadOnlySpan<byte> local = _file.Bytes(header, LocalBytes);
        long start = header + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature || entry.Length != entry.StoredLength || start > _end || entry.Length > (ulong)(_end - start))
        {
            throw Damaged($"'{name}' of {entry.Length} bytes is not where the archive's list says, at byte {header}");
        }

        return (start, (long)entry.Length);
    }

    private static long FindEnd(SourceFile file)
    {
        int length = (int)Math.Min(file.Length, EndBytes + ushort.MaxValue);
        ReadOnlySpan<byte> tail = file.Bytes(file.Length - length, length);
        for (int i = length - EndBytes; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[i..]) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(tail[(i + 20)..]) == length - i - EndBytes)
            {
                return file.Length - length + i;
            }
        }

        throw file.Refuse($"is cut off: it begins as a zip archive of torch.save, but the list of its files, which stands at the end, is missing after {file.Length} bytes. Download or copy it again.");
    }

    private static (ulong Count, ulong Bytes, ulong Start) ReadEnd64(SourceFile file, long end)
    {
        long locator = end - Locator64Bytes;
        if (locator >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes(locator, Locator64Bytes)) == Locator64Signature)
        {
            ulong position = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes(locator + 8, sizeof(ulong)));
            if (locator >= End64Bytes && position <= (ulong)(locator - End64Bytes))
            {
                ReadOnlySpan<byte> record = file.Bytes((long)position, End64Bytes);
                if (BinaryPrimitives.ReadUInt32LittleEndian(record) == End64Signature)
                {
                    return (BinaryPrimitives.ReadUInt64LittleEndian(record[32..]), BinaryPrimitives.ReadUInt64LittleEndian(record[40..]), BinaryPrimitives.ReadUInt64LittleEndian(record[48..]));
                }
            }
        }

        throw file.Refuse("is a zip archive for large files whose zip64 record is missing. The file is damaged; download or copy it again.");
    }

    private ZipEntry ReadEntry(ref long position, long end)
    {
        if (end - position < EntryBytes)
        {
            throw Damaged("its list of files ends too early");
        }

        ReadOnlySpan<byte> record = _file.Bytes(position, EntryBytes);
        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
        int extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]);
        int commentBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != EntrySignature || end - position - EntryBytes < nameBytes + extraBytes + commentBytes)
        {
            throw Damaged($"its list of files is broken at byte {position}");
        }

        string name = Encoding.UTF8.GetString(_file.Bytes(position + EntryBytes, nameBytes));
        ReadOnlySpan<byte> extra = Find64(_file.Bytes(position + EntryBytes + nameBytes, extraBytes));
        ulong length = Widen(record[24..], ref extra, name);
        ulong stored = Widen(record[20..], ref extra, name);
        ulong header = Widen(record[42..], ref extra, name);
        position += EntryBytes + nameBytes + extraBytes + commentBytes;
        return new ZipEntry(name, header, length, stored, BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), BinaryPrimitives.ReadUInt16LittleEndian(record[8..]));
    }

    /// <summary>A number of 4 bytes, or of 8 in the extra field if it does not fit.</summary>
    private ulong Widen(ReadOnlySpan<byte> record, ref ReadOnlySpan<byte> extra, string name)
    {
        uint narrow = BinaryPrimitives.ReadUInt32LittleEndian(record);
        if (narrow != uint.MaxValue)
        {
            return narrow;
        }

        if (extra.Length < sizeof(ulong))
        {
            throw Damaged($"'{name}' has no zip64 field");
        }

        ulong wide = BinaryPrimitives.ReadUInt64LittleEndian(extra);
        extra = extra[sizeof(ulong)..];
        return wide;
    }

    private static ReadOnlySpan<byte> Find64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Extra64)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private CheckpointException Damaged(string what) => _file.Refuse($"{what}. The file is damaged; download or copy it again.");
}
