using System.Buffers.Binary;
using System.Security.Cryptography;
using Easel.Diffusion.Pipelines;
using Easel.Fuzzing.Engine;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Fuzzing.Targets;

/// <summary>The header of a file of prepared weights.</summary>
internal sealed class PreparedWeightsTarget : FuzzTarget
{
    private const string Key = "0123abcd, form";
    private const int FixedBytes = 56;

    public override string Name => "prepared-weights";

    public override IReadOnlyList<Type> Refusals => [typeof(InvalidDataException)];

    public override int MaxLength => 12 << 10;

    public override IEnumerable<byte[]> Seeds =>
    [
        Whole(PreparedHeader.Write(Key, [new("a.weight", new PreparedEntry(4096, 64, 1, 5)), new("b", new PreparedEntry(8192, 1, 0, 6))], 8193), 8193),
        PreparedHeader.Write(Key, [], PreparedHeader.Write(Key, [], 0).Length),
    ];

    public override IReadOnlyList<byte[]> Tokens => [.. Words("easelpw1", Key, "a.weight"), [255, 255, 255, 255, 15], [255, 255, 255, 127], [0, 16, 0, 0, 0, 0, 0, 0], [255, 255, 255, 255, 255, 255, 255, 127]];

    public override void Read(byte[] input)
    {
        foreach ((_, PreparedEntry entry) in PreparedHeader.Read(count => input.AsSpan(0, count), input.Length, Key))
        {
            Promise(entry.Offset >= 0 && entry.Bytes > 0 && entry.Offset <= input.Length - entry.Bytes, "a weight lies within the file");
        }
    }

    private static byte[] Whole(byte[] header, int length) => [.. header, .. new byte[length - header.Length]];

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        if (input.Length >= FixedBytes)
        {
            "easelpw1"u8.CopyTo(input);
            BinaryPrimitives.WriteInt64LittleEndian(input.AsSpan(16), input.Length);
            int header = (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(input.AsSpan(8)), FixedBytes, input.Length);
            BinaryPrimitives.WriteInt64LittleEndian(input.AsSpan(8), header);
            input.AsSpan(24, 32).Clear();
            SHA256.HashData(input.AsSpan(0, header), input.AsSpan(24, 32));
        }

        return input;
    }
}

/// <summary>The note of a checkpoint's hash: a damaged one counts for nothing.</summary>
internal sealed class HashNoteTarget : FuzzTarget
{
    private const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly ScratchFolder _scratch = new("hash-note");
    private readonly Lazy<(ContentHash Hashes, string File, string Note, byte[] Whole)> _noted;

    public HashNoteTarget()
    {
        _noted = new(Prepare);
    }

    public override string Name => "hash-note";

    public override IReadOnlyList<Type> Refusals => [];

    public override IEnumerable<byte[]> Seeds => [_noted.Value.Whole];

    public override IReadOnlyList<byte[]> Tokens => Words("easel hash 1", "\n", "\r\n", Hash, "0", "\0");

    public override void Read(byte[] input)
    {
        (ContentHash hashes, string file, string note, byte[] whole) = _noted.Value;
        File.WriteAllBytes(note, input);
        string? found = hashes.Noted(file);
        Promise(found is null || (found.Length == Hash.Length && Text(input).Contains(found, StringComparison.Ordinal) && input.Length >= whole.Length - 2), "a hash is a whole note's");
    }

    private (ContentHash Hashes, string File, string Note, byte[] Whole) Prepare()
    {
        string file = Path.Combine(_scratch.Path, "model.ckpt");
        string notes = Path.Combine(_scratch.Path, "notes");
        File.WriteAllBytes(file, []);
        ContentHash hashes = new(notes);
        hashes.NoteAsync(file, Hash).GetAwaiter().GetResult();
        string note = Directory.EnumerateFiles(notes).Single();
        return (hashes, file, note, File.ReadAllBytes(note));
    }
}
