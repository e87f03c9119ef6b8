using Easel.Checkpoints;
using Easel.Downloads.Catalogue;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Library;

namespace Easel.Cli.Doctor;

/// <summary>A file of weights that lies on this machine.</summary>
/// <param name="Name">What it is called; none if it has no name but its path.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="State">Whether it is whole, in words.</param>
/// <param name="Trouble">What is wrong with it; none if nothing is known to be.</param>
internal sealed record FoundWeights(string? Name, string Path, long Bytes, string State, Trouble? Trouble)
{
    /// <summary>What the library has, and checkpoints beside the usual place.</summary>
    public static IReadOnlyList<FoundWeights> Find(ModelLibrary library) =>
    [
        .. library.Catalogue.Entries.SelectMany(entry => entry.Files.Select(file => (entry.Name, Held: library.Look(entry, file), IsCheckpoint: entry.Kind == WeightKind.Checkpoint)))
            .Concat(library.Added.Select(record => (record.Name, Held: library.Look(record), IsCheckpoint: true)))
            .Where(found => found.Held.Wholeness != Wholeness.Missing || library.Records.Any(record => record.Path == found.Held.Path))
            .Select(found => Of(found.Name, found.Held, found.IsCheckpoint, isKnown: library.Catalogue.Find(found.Name) is not null)),
        .. BesideUsualPlace().Select(OfFile),
    ];

    /// <summary>Checkpoints beside the usual place alone, for where there is no library to look into.</summary>
    public static IReadOnlyList<FoundWeights> FindBesideUsualPlace() => [.. BesideUsualPlace().Select(OfFile)];

    private static FoundWeights Of(string name, HeldFile held, bool isCheckpoint, bool isKnown)
    {
        string state = ModelLibrary.Describe(held);
        string again = $"easel models pull {name}";
        Trouble? trouble = held.Wholeness switch
        {
            Wholeness.Missing => new Trouble($"{name}: {held.Path} was listed, and is not there any more.", $"put it back, or forget it: easel models remove {name}"),
            Wholeness.Partial => new Trouble($"{name}: its download is not finished ({ByteText.Of(held.Bytes)} are here).", $"go on with it: {again}"),
            Wholeness.Damaged => new Trouble($"{name}: {held.Path} is {state}.", isKnown ? $"download it anew: {again}" : $"copy it again from where you have it, or forget it: easel models remove {name}"),
            _ => isCheckpoint ? StructureOf(held.Path) : null,
        };
        return new FoundWeights(name, held.Path, held.Bytes, trouble is not null && held.IsHere && held.Wholeness != Wholeness.Damaged ? "damaged" : state, trouble);
    }

    private static FoundWeights OfFile(string path)
    {
        Trouble? trouble = StructureOf(path);
        return new FoundWeights(null, path, new FileInfo(path).Length, trouble is null ? "its structure is whole" : "damaged", trouble);
    }

    /// <summary>Whether a checkpoint's directory fits its length: nearly all that goes wrong with copies and downloads shows there.</summary>
    private static Trouble? StructureOf(string path)
    {
        try
        {
            return Patience.Try(() =>
            {
                using Checkpoint checkpoint = Checkpoint.OpenAny(path);
                return checkpoint.Path;
            }) is null ? new Trouble($"{path} does not answer: its disk may be gone.", "look at the disk, or name another checkpoint: --ckpt FILE") : null;
        }
        catch (CheckpointException unusable)
        {
            return new Trouble(unusable.Message, "get the file anew, or name another: --ckpt FILE");
        }
    }

    private static IEnumerable<string> BesideUsualPlace()
    {
        string folder = System.IO.Path.GetDirectoryName(ChosenModel.UsualPlace)!;
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(file => System.IO.Path.GetExtension(file) is ".ckpt" or ".safetensors" && File.Exists(file)).Order(StringComparer.Ordinal).Take(20)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
