using System.Text;

namespace Easel.Checkpoints.Torch;

/// <summary>
/// Writes a zip archive of uncompressed files, front to back, as torch does: contents begin at multiples of 64, lengths and checksums follow the
/// contents, and numbers that 4 bytes cannot hold stand in zip64 fields. PKWARE, APPNOTE.TXT 6.3.10.
/// </summary>
internal sealed class StoredZipWriter(Stream stream)
{
    // Lets a reader map the contents and use them in place.
    private const ulong Alignment = 64;

    private const ushort Version = 45;
    private const ushort LengthsFollowNamesAreUtf8 = 0x0808;
    private const ushort Extra64 = 1;
    private const ushort Padding = 0x4246;

    private readonly List<Entry> _entries = [];
    private readonly ByteBuilder _record = new();
    private Entry? _open;
    private Crc32 _checksum;
    private ulong _position = stream.CanSeek ? (ulong)stream.Position : 0;

    /// <summary>Begins a file.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="length">How many bytes will be written.</param>
    public void Begin(string name, ulong length)
    {
        Entry entry = new(Encoding.UTF8.GetBytes(name), _position, length);
        int extra64 = entry.IsWide ? 20 : 0;
        int padding = (int)((Alignment - ((_position + 30 + (ulong)entry.Name.Length + (ulong)extra64 + 4) % Alignment)) % Alignment);

        _record.Write(0x04034b50u);
        WriteMiddle(entry, checksum: 0, entry.IsWide ? uint.MaxValue : 0, extra64 + 4 + padding);
        _record.Write(entry.Name);
        if (entry.IsWide)
        {
            WriteExtra64(0, 0);
        }

        _record.Write(Padding);
        _record.Write((ushort)padding);
        _record.Write(new byte[padding]);
        Emit();
        _open = entry;
        _checksum = Crc32.Begin();
    }

    /// <summary>Writes bytes of the file that was begun.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum.Add(bytes);
        stream.Write(bytes);
        _position += (ulong)bytes.Length;
    }

    /// <summary>Ends the file that was begun.</summary>
    public void End()
    {
        Entry entry = _open! with { Checksum = _checksum.Value };
        _record.Write(0x08074b50u);
        _record.Write(entry.Checksum);
        WriteNumber(entry.Length, entry.IsWide);
        WriteNumber(entry.Length, entry.IsWide);
        Emit();
        _entries.Add(entry);
    }

    /// <summary>Writes a whole file.</summary>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        Begin(name, (ulong)bytes.Length);
        Write(bytes);
        End();
    }

    /// <summary>Writes the list of files. Nothing may follow.</summary>
    public void Complete()
    {
        ulong start = _position;
        foreach (Entry entry in _entries)
        {
            WriteEntry(entry);
        }

        ulong end = _position;
        _record.Write(0x06064b50u);
        _record.Write(44UL); // what follows in this record
        _record.Write(Version);
        _record.Write(Version);
        _record.Write(0UL); // this disk, and the directory's
        _record.Write((ulong)_entries.Count);
        _record.Write((ulong)_entries.Count);
        _record.Write(end - start);
        _record.Write(start);

        _record.Write(0x07064b50u);
        _record.Write(0u); // the disk of the record above
        _record.Write(end);
        _record.Write(1u); // disks

        _record.Write(0x06054b50u);
        _record.Write(0u); // this disk, and the directory's
        _record.Write((ushort)Math.Min(ushort.MaxValue, _entries.Count));
        _record.Write((ushort)Math.Min(ushort.MaxValue, _entries.Count));
        _record.Write((uint)Math.Min(uint.MaxValue, end - start));
        _record.Write((uint)Math.Min(uint.MaxValue, start));
        _record.Write((ushort)0); // comment
        Emit();
    }

    private void WriteEntry(Entry entry)
    {
        bool far = entry.Header >= uint.MaxValue;
        int extraBytes = (entry.IsWide, far) switch
        {
            (false, false) => 0,
            (false, true) => 12,
            (true, false) => 20,
            (true, true) => 28,
        };

        _record.Write(0x02014b50u);
        _record.Write(Version);
        WriteMiddle(entry, entry.Checksum, entry.IsWide ? uint.MaxValue : (uint)entry.Length, extraBytes);
        _record.Write((ushort)0); // comment
        _record.Write((ushort)0); // disk
        _record.Write((ushort)0); // internal attributes
        _record.Write(0u); // external attributes
        _record.Write(far ? uint.MaxValue : (uint)entry.Header);
        _record.Write(entry.Name);
        if (entry.IsWide)
        {
            WriteExtra64(far ? [entry.Length, entry.Length, entry.Header] : [entry.Length, entry.Length]);
        }
        else if (far)
        {
            WriteExtra64(entry.Header);
        }

        Emit();
    }

    /// <summary>What a file's header and its entry in the list have in common.</summary>
    private void WriteMiddle(Entry entry, uint checksum, uint length, int extraBytes)
    {
        _record.Write(Version);
        _record.Write(LengthsFollowNamesAreUtf8);
        _record.Write((ushort)0); // stored
        _record.Write(0u); // time and date
        _record.Write(checksum);
        _record.Write(length);
        _record.Write(length);
        _record.Write((ushort)entry.Name.Length);
        _record.Write((ushort)extraBytes);
    }

    private void WriteExtra64(params ReadOnlySpan<ulong> numbers)
    {
        _record.Write(Extra64);
        _record.Write((ushort)(numbers.Length * sizeof(ulong)));
        foreach (ulong number in numbers)
        {
            _record.Write(number);
        }
    }

    private void WriteNumber(ulong number, bool wide)
    {
        if (wide)
        {
            _record.Write(number);
        }
        else
        {
            _record.Write((uint)number);
        }
    }

    private void Emit()
    {
        stream.Write(_record.Written);
        _position += (ulong)_record.Written.Length;
        _record.Clear();
    }

    /// <summary>A file in the archive.</summary>
    private sealed record Entry(byte[] Name, ulong Header, ulong Length)
    {
        public uint Checksum { get; init; }

        public bool IsWide => Length >= uint.MaxValue;
    }
}
