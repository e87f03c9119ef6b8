using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Runs;
using Easel.Fuzzing.Engine;
using Easel.Painting.Journals;
using Easel.Tensors;

namespace Easel.Fuzzing.Targets;

/// <summary>The position of a run, with the layers that were computed again.</summary>
internal sealed class PositionTarget : FuzzTarget
{
    public override string Name => "position";

    public override IReadOnlyList<Type> Refusals => [typeof(FormatException)];

    /// <inheritdoc/>
    public override IEnumerable<byte[]> Seeds => [Bytes(Small()), Bytes(Small() with { Features = Tensor(1, 2, 2, 4), Redone = [(0, new RedoneLayers(RunStage.Step, 1, ["a", "b.é"])), (1, new RedoneLayers(RunStage.Decoding, 0, []))] })];

    public override IReadOnlyList<byte[]> Tokens => [.. Words("easel position\n"), [1, 0, 0, 0], [2, 0, 0, 0], [4, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 192, 127]];

    public override void Read(byte[] input)
    {
        RunPosition position = PositionFormat.Read(input);
        Promise(position.State.Latent.Values.Length == position.State.Latent.Shape.Count, "a tensor has as many numbers as its shape");
        Promise(PositionFormat.Read(Bytes(position)).Digests.Count == position.Digests.Count, "what was read can be written and read again");
    }

    /// <summary>A position as bytes.</summary>
    public static byte[] Bytes(RunPosition position)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            PositionFormat.Write(writer, position);
        }

        return stream.ToArray();
    }

    /// <summary>A position of two pictures.</summary>
    public static RunPosition Small() => new()
    {
        Iteration = 0,
        Batch = 1,
        First = 0,
        Count = 2,
        Done = 1,
        Begun = new NoiseState(NoiseKind.Torch, 42, 16, 0.5),
        State = new SavedState(2, 0, Tensor(2, 1, 1, 4), Tensor(2, 1, 1, 4), [Tensor(2, 1, 1, 4)], new NoiseState(NoiseKind.Numpy, 42, 32, null)),
        Digests = [[new string('1', 64), new string('2', 64)]],
    };

    private static SavedTensor Tensor(int batch, int height, int width, int channels) => new(Shape.Of(batch, height, width, channels), [.. Enumerable.Range(0, batch * height * width * channels).Select(i => i / 8f)]);
}

/// <summary>
/// A journal's log: what the run is, and what has become of its pictures. An input that does not begin as a log is records between U+0000, each with its kind as a digit
/// before it, of which a log is made.
/// </summary>
internal sealed class JournalLogTarget : FuzzTarget
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const int PrefixBytes = 8;

    private static readonly string s_job = $$"""
        {"form":1,"command":"txt2img","version":"0.1.0","begun":"2026-11-26T11:00:00Z","endsAsScript":true,"model":{"path":"/m/a.ckpt","name":"a.ckpt","family":"x","bytes":5,"folder":null,"changed":7,"pocket":false,"averagedWeights":false,"precision":"full","int8":false,"device":"cpu","alphas":"AABAPwAAAD8="},"finish":{"checked":true,"checker":"/c","replacement":"{{Digest}}","marked":true,"signed":false,"private":true},"texts":[["Title","a"]],"output":{"kind":"samples","folder":"/out","aboveJournal":true,"option":"--outdir DIR","names":["a/b.png"],"shown":"a.png","overwrites":false,"savesPictures":true,"gridColumns":2,"gridOfOne":false,"nextPicture":0,"nextGrid":0},"config":{"path":"/m/config.yaml","kept":"{{Digest}}"},"vocabulary":{"path":"/m/merges.txt","sha256":"{{Digest}}"},"request":{{RequestTarget.Whole}},"strength":0.5,"pictures":[{"picture":"/in/a.png","mask":"/in/a_mask.png","sha256":"{{Digest}}","maskSha256":"{{Digest}}","width":8,"height":8}]}
        """;

    public override string Name => "journal-log";

    public override IReadOnlyList<Type> Refusals => [typeof(FormatException)];

    public override int MaxLength => 8192;

    public override long AllocationPerByte => 512;

    public override IEnumerable<byte[]> Seeds =>
    [
        [.. JournalLog.Title, .. Record(0, s_job), .. Record(3, Digest), .. Record(1, Entry(0, "samples/00000.png")), .. Record(2, Entry(0, "samples/00000.png")), .. Record(1, Entry(int.MaxValue, "grid-0000.png"))],
        Text(string.Join('\0', $"0{s_job}", $"3{Digest}", $"1{Entry(0, "samples/00000.png")}", $"2{Entry(0, "samples/00000.png")}", $"1{Entry(int.MaxValue, "grid-0000.png")}")),
        Text($"0{s_job.Replace("\"pictures\":[", "\"picture\":[", StringComparison.Ordinal)}"),
    ];

    public override IReadOnlyList<byte[]> Tokens =>
    [
        .. RequestTarget.JsonWords,
        .. Words("easel journal 1\n", "\"form\":1", "\"path\":\"/dev/zero\"", "\"names\":[", "../", "..\\\\", "\0" + "2", "\0" + "1", "/etc/x.png", "C:", ".png", "\"aboveJournal\":false", "\"kind\":\"one\"", "\"kind\":\"named\"", "\"request\":1", "\"index\":", "\"device\":\"cuda:1\"", "\"alphas\":\"\"", Digest),
        [1, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 0],
    ];

    public override void Read(byte[] input)
    {
        if (JournalContents.Decode(input.AsSpan().StartsWith(JournalLog.Title) ? input : LogOf(input), [], [], []) is not JournalContents contents)
        {
            return;
        }

        RecordedJob job = JobReader.Read(contents.Header, blobs: null);
        var kept = KeptRun.Read(contents);
        Promise(JournalSummary.Standing(job, kept).Length > 0, "a journal can be listed");
        _ = kept.NumbersFrom(job.Numbers);
        string folder = Path.GetFullPath("/pictures");
        foreach (string name in job.Output.Names.Concat(kept.Done.Values.Append(kept.Pending).Select(entry => entry?.Name).OfType<string>()))
        {
            Promise(Path.GetFullPath(Path.Combine(folder, name)).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal), "files lie within the output folder");
        }
    }

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        if (!input.AsSpan().StartsWith(JournalLog.Title))
        {
            return input;
        }

        List<byte> repaired = [.. JournalLog.Title];
        int at = Math.Min(input.Length, JournalLog.Title.Length);
        while (input.Length - at >= PrefixBytes)
        {
            // A length that cannot be is made to reach the end.
            int length = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(at + sizeof(int)));
            int left = Math.Max(0, input.Length - at - PrefixBytes - SHA256.HashSizeInBytes);
            length = length < 0 || length > left ? left : length;
            repaired.AddRange(JournalLog.Encode(new JournalRecord(BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(at)), input.AsSpan(at + PrefixBytes, length).ToArray())));
            at += PrefixBytes + length + SHA256.HashSizeInBytes;
        }

        return repaired.Count <= MaxLength ? [.. repaired] : input;
    }

    private static byte[] LogOf(ReadOnlySpan<byte> input)
    {
        List<byte> log = [.. JournalLog.Title];
        foreach (Range record in input.Split((byte)0))
        {
            if (input[record] is [byte kind, .. ReadOnlySpan<byte> payload])
            {
                log.AddRange(JournalLog.Encode(new JournalRecord(kind - '0', payload.ToArray())));
            }
        }

        return [.. log];
    }

    private static byte[] Record(int kind, string text) => JournalLog.Encode(new JournalRecord(kind, Text(text)));

    private static string Entry(int request, string name) => $$"""{"request":{{request}},"iteration":0,"batch":0,"index":0,"name":"{{name}}","sha256":"{{Digest}}","number":0,"kept":"{{Digest}}"}""";
}

/// <summary>A slot of a journal's state.</summary>
internal sealed class JournalStateTarget : FuzzTarget
{
    private const int PrefixBytes = 64;

    public override string Name => "journal-state";

    public override IReadOnlyList<Type> Refusals => [];

    public override IEnumerable<byte[]> Seeds => [Slot(PositionTarget.Bytes(PositionTarget.Small()))];

    public override IReadOnlyList<byte[]> Tokens => [.. Words("easel state 1\n\0\0", "easel position\n"), [1, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127]];

    public override void Read(byte[] input)
    {
        JournalContents contents = JournalContents.Decode([.. JournalLog.Title, .. JournalLog.Encode(new JournalRecord(0, []))], [], input, [])!;
        var kept = KeptRun.Read(contents);
        PictureKey missing = new(0, 0, 1, 1);
        Promise(kept.PositionFor(missing) is not RunPosition position || position.Done <= position.Count, "no more pictures are done than there are");
    }

    /// <inheritdoc/>
    public override byte[] Repair(byte[] input, FuzzRandom random)
    {
        if (input.Length < PrefixBytes)
        {
            return input;
        }

        "easel state 1\n\0\0"u8.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input.AsSpan(24), input.Length - PrefixBytes);
        SHA256.HashData([.. input.AsSpan(16, 16), .. input.AsSpan(PrefixBytes)], input.AsSpan(32, 32));
        return input;
    }

    private byte[] Slot(byte[] position)
    {
        byte[] slot = [.. new byte[16], 1, 0, 0, 0, 0, 0, 0, 0, .. new byte[40], 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, .. position];
        return Repair(slot, new FuzzRandom(0));
    }
}
