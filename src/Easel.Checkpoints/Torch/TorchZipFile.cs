using Easel.Checkpoints.Pickle;

namespace Easel.Checkpoints.Torch;

/// <summary>The zip form of <c>torch.save</c>: <c>NAME/data.pkl</c> describes the value, <c>NAME/data/KEY</c> are its storages, stored as they are.</summary>
internal static class TorchZipFile
{
    // SD v1's has 300 KB, SDXL's 1 MB.
    private const long LongestPickle = 64 << 20;

    /// <summary>Views of all tensors.</summary>
    public static TensorFile Read(SourceFile file)
    {
        AllocationBudget budget = new(file);
        var directory = ZipDirectory.Read(file, budget);
        string folder = FindFolder(file, directory);

        if (directory.Find(folder + "byteorder") is (long order, 3) && file.Bytes(order, 3).SequenceEqual("big"u8))
        {
            throw file.Refuse("was written on a big-endian machine. Save it again on a little-endian one.");
        }

        (long start, long bytes) = directory.Find(folder + "data.pkl")!.Value;
        if (bytes > LongestPickle)
        {
            throw file.Refuse($"its description of tensors has {bytes} bytes; no real one has more than {LongestPickle}. The file is damaged or made to do harm.");
        }

        object? top = PickleWalker.Read(file, new ByteReader(file, start, start + bytes), budget, new TorchMeaning(file, budget));
        return TorchState.Read(file, CheckpointFormat.TorchZip, top, Locate, budget);

        (long Start, long Bytes) Locate(TorchStorage storage) => directory.Find($"{folder}data/{storage.Key}")
            ?? throw file.Refuse($"storage '{storage.Key}' is missing from the archive. The file is damaged; download or copy it again.");
    }

    /// <summary>The one folder of the archive, which torch names after the file it wrote.</summary>
    private static string FindFolder(SourceFile file, ZipDirectory directory)
    {
        foreach (string name in directory.Names)
        {
            if (name == "data.pkl" || (name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count('/') == 1))
            {
                return name[..^"data.pkl".Length];
            }
        }

        string hint = directory.Names.Any(name => name.EndsWith("model_index.json", StringComparison.Ordinal))
            ? "It looks like a packed diffusers folder: unpack it and give the folder."
            : "If a checkpoint is packed in it, unpack it first.";
        throw file.Refuse($"is a zip archive, but not one of torch.save: it has no data.pkl. {hint}");
    }
}
