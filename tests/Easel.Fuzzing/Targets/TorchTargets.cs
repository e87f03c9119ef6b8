namespace Easel.Fuzzing.Targets;

/// <summary>The pickle in a <c>.ckpt</c>; the archive around it is whole.</summary>
internal sealed class PickleTarget : TensorFileTarget
{
    public override string Name => "pickle";

    public override IEnumerable<byte[]> Seeds => TorchFiles.Pickles;

    public override IReadOnlyList<byte[]> Tokens => TorchFiles.Tokens;

    public override void Read(byte[] input) => ReadTensors(TorchFiles.Zip(input));
}

/// <summary>A <c>.ckpt</c> as torch writes it since 1.6: zip directory and pickle.</summary>
internal sealed class TorchZipTarget : TensorFileTarget
{
    public override string Name => "torch-zip";

    public override IEnumerable<byte[]> Seeds => [.. TorchFiles.Pickles.Select(TorchFiles.Zip), [.. "PK\u0005\u0006"u8, .. new byte[18]]];

    public override IReadOnlyList<byte[]> Tokens => [.. Words("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "archive/data.pkl", "archive/data/0", "archive/byteorder", "big"), [255, 255, 255, 255], [1, 0, 8, 0], .. TorchFiles.Tokens];

    public override void Read(byte[] input) => ReadTensors(input);
}

/// <summary>A <c>.ckpt</c> as torch wrote it before 1.6: pickles and storages in a row.</summary>
internal sealed class TorchLegacyTarget : TensorFileTarget
{
    public override string Name => "torch-legacy";

    public override IEnumerable<byte[]> Seeds => TorchFiles.Pickles.Select(TorchFiles.Legacy);

    public override IReadOnlyList<byte[]> Tokens => TorchFiles.Tokens;

    public override void Read(byte[] input) => ReadTensors(input);
}
