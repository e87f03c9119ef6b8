using System.Numerics;
using Easel.Checkpoints.Pickle;

namespace Easel.Checkpoints.Torch;

/// <summary>The form of <c>torch.save</c> before PyTorch 1.6: a magic number, a version, facts about the system, the value, keys of storages: five pickles; then the storages.</summary>
internal static class TorchLegacyFile
{
    private const long ProtocolVersion = 1001;

    // The value's pickle is not told how long it is. SD v1's has 300 KB.
    private const long LongestPickle = 64 << 20;

    private static readonly BigInteger s_magicNumber = new(new byte[] { 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19 });

    /// <summary>Whether the file begins as such files do.</summary>
    public static bool Matches(SourceFile file) => file.Start(4) is [0x80, <= 5, (byte)PickleOpcode.Long1, 10];

    /// <summary>Views of all tensors.</summary>
    public static TensorFile Read(SourceFile file)
    {
        AllocationBudget budget = new(file);
        TorchMeaning meaning = new(file, budget);
        ByteReader bytes = new(file, 0, Math.Min(file.Length, LongestPickle));

        if (Next() is not BigInteger magic || magic != s_magicNumber)
        {
            throw file.Refuse("begins as a file of torch.save, but has another magic number. It is no checkpoint, or damaged.");
        }

        if (Next() is not ProtocolVersion)
        {
            throw file.Refuse($"is of another version of torch.save than {ProtocolVersion}. Save it again with a recent PyTorch.");
        }

        if (Next() is PickleDictionary system && system.Find("little_endian") is false)
        {
            throw file.Refuse("was written on a big-endian machine. Save it again on a little-endian one.");
        }

        Dictionary<string, TorchStorage> known = new(StringComparer.Ordinal);
        object? top = PickleWalker.Read(file, bytes, budget, new Collector(meaning, known));
        if (Next() is not PickleList keys)
        {
            throw file.Refuse("the list of its storages is missing. The file is damaged; download or copy it again.");
        }

        Dictionary<string, (long, long)> places = Places(file, bytes.Position, keys, known);
        return TorchState.Read(file, CheckpointFormat.TorchLegacy, top, storage => Locate(file, places, known, storage), budget);

        object? Next() => PickleWalker.Read(file, bytes, budget, meaning);
    }

    /// <summary>Walks over the storages: for each an element count of 8 bytes, then the elements.</summary>
    private static Dictionary<string, (long Start, long Bytes)> Places(SourceFile file, long position, PickleList keys, Dictionary<string, TorchStorage> known)
    {
        Dictionary<string, (long, long)> places = new(StringComparer.Ordinal);
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !known.TryGetValue(key, out TorchStorage? storage))
            {
                throw file.Refuse("lists a storage that none of its values uses. The file is damaged; download or copy it again.");
            }

            ulong count = new ByteReader(file, position, file.Length).ReadUInt64();
            position += sizeof(ulong);
            if (count > (ulong)(file.Length - position) / (ulong)storage.ElementBytes)
            {
                throw file.Refuse($"storage '{key}' should have {count} elements from byte {position} on, but the file ends at {file.Length}. It is cut off; download or copy it again.");
            }

            long bytes = (long)count * storage.ElementBytes;
            places[key] = (position, bytes);
            position += bytes;
        }

        return places;
    }

    private static (long Start, long Bytes) Locate(SourceFile file, Dictionary<string, (long, long)> places, Dictionary<string, TorchStorage> known, TorchStorage storage)
    {
        if (!places.TryGetValue(storage.Key, out (long Start, long Bytes) place) || known[storage.Key].ElementBytes != storage.ElementBytes)
        {
            throw file.Refuse($"storage '{storage.Key}' is not there, or is of two types. The file is damaged; download or copy it again.");
        }

        return place;
    }

    /// <summary>Notes each storage by its key: only its type says how long its elements are.</summary>
    private sealed class Collector(TorchMeaning meaning, Dictionary<string, TorchStorage> known) : IPickleMeaning
    {
        public object? Call(PickleGlobal callee, object?[] arguments) => meaning.Call(callee, arguments);

        public object? Create(PickleGlobal type) => meaning.Create(type);

        public object? Resolve(object? persistentId)
        {
            object? value = meaning.Resolve(persistentId);
            if (value is TorchStorage storage)
            {
                known.TryAdd(storage.Key, storage);
            }

            return value;
        }
    }
}
