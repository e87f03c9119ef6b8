using System.IO.Compression;
using System.Security.Cryptography;
using Easel.Models;
using Easel.Models.Tokenizers;
using Easel.Tensors.Memory;

namespace Easel.Diffusion.Pipelines;

/// <summary>Finds and opens the text encoder's vocabulary, which single-file checkpoints lack.</summary>
public static class VocabularyFinder
{
    /// <summary>The list of merges as Hugging Face names it.</summary>
    internal const string Merges = "merges.txt";

    private const string Ids = "vocab.json";
    private const string OpenAiPacked = "bpe_simple_vocab_16e6.txt.gz";
    private const string OpenAiPlain = "bpe_simple_vocab_16e6.txt";

    // Of the file in openai/CLIP.
    private const string OpenAiSha256 = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a";

    // OpenAI's list has 3 MB unpacked, the list of ids 1 MB.
    private const int MaxBytes = 16 << 20;

    private static readonly string[] s_mergesNames = [Merges, OpenAiPacked, OpenAiPlain];

    /// <summary>Opens what the user named; else looks beside the checkpoint, in the configuration's text model, and in the user's cache.</summary>
    /// <exception cref="GenerationException">There is none, or one that was found before any that fits cannot be used.</exception>
    /// <returns>The first that has the text encoder's number of tokens; if none has, the first there is.</returns>
    public static FoundVocabulary Open(VocabularyPlaces places)
    {
        ArgumentNullException.ThrowIfNull(places);

        if (places.Named is not null)
        {
            return Open(FindNamed(places.Named));
        }

        List<string> folders = [.. FoldersToTry(places).Distinct()];
        FoundVocabulary? first = null;
        foreach (string path in folders.SelectMany(FilesIn))
        {
            FoundVocabulary found = Open(path);
            if (Fits(found.Vocabulary.Count, places.Tokens))
            {
                return found;
            }

            first ??= found;
        }

        return first ?? throw new GenerationException(HowToGetOne(folders));
    }

    /// <summary>The files of vocabularies that a path may mean: itself, or those of a folder and of the tokenizer's folder in it.</summary>
    public static IEnumerable<string> FilesAt(string path) => File.Exists(path) ? [path] : [.. FilesIn(path), .. FilesIn(Path.Combine(path, "tokenizer"))];

    /// <summary>Whether a vocabulary of so many tokens is for a text encoder that knows so many.</summary>
    internal static bool Fits(int tokens, int known)
    {
        // Rows behind those of CLIP's own vocabulary belong to words that some training added; a prompt does not reach them.
        return tokens == known || known == 0 || (tokens < known && tokens == ModelCatalog.StableDiffusion1.TextEncoder.Vocabulary);
    }

    private static string FindNamed(string named)
    {
        if (File.Exists(named))
        {
            return named;
        }

        if (!Directory.Exists(named))
        {
            throw new GenerationException($"--vocab {named}: there is no such file or folder.");
        }

        return FindIn(named) ?? FindIn(Path.Combine(named, "tokenizer"))
            ?? throw new GenerationException($"--vocab {named}: the folder has none of {string.Join(", ", s_mergesNames)}.");
    }

    /// <summary>Folders in which a vocabulary may lie, likeliest first.</summary>
    private static IEnumerable<string> FoldersToTry(VocabularyPlaces places)
    {
        if (Directory.Exists(places.Checkpoint))
        {
            yield return Path.Combine(places.Checkpoint, "tokenizer");
            yield return places.Checkpoint;
        }
        else if (places.Checkpoint is not null)
        {
            yield return FolderOf(places.Checkpoint);
        }

        if (places.Config is not null && places.TextModel is not null)
        {
            yield return Path.Combine(FolderOf(places.Config), places.TextModel);
        }

        if (places.Cache is not null)
        {
            yield return places.Cache;
        }
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";

    private static string? FindIn(string folder) => FilesIn(folder).FirstOrDefault();

    private static IEnumerable<string> FilesIn(string folder) => s_mergesNames.Select(name => Path.Combine(folder, name)).Where(File.Exists);

    private static FoundVocabulary Open(string path)
    {
        try
        {
            return new FoundVocabulary(Read(path), path, WarningAbout(path));
        }
        catch (VocabularyException e)
        {
            throw new GenerationException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new GenerationException($"{path}: the vocabulary cannot be read. {e.Message}", e);
        }
    }

    private static Vocabulary Read(string path)
    {
        byte[] file = BoundedFile.ReadBytes(path, MaxBytes);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using GZipStream packed = new(new MemoryStream(file), CompressionMode.Decompress);
            file = BoundedFile.ReadBytes(packed, MaxBytes);
        }

        using var merges = new StreamReader(new MemoryStream(file));

        string ids = Path.Combine(FolderOf(path), Ids);
        if (Path.GetFileName(path) != Merges || !File.Exists(ids))
        {
            return Vocabulary.FromMerges(merges);
        }

        using MemoryStream listed = new(BoundedFile.ReadBytes(ids, MaxBytes));
        return Vocabulary.From(listed, merges);
    }

    /// <summary>A file under OpenAI's name with other bytes may be an edition of somebody's own, or a broken download.</summary>
    private static string? WarningAbout(string path)
    {
        if (Path.GetFileName(path) != OpenAiPacked)
        {
            return null;
        }

        using FileStream file = File.OpenRead(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return hash == OpenAiSha256 ? null
            : $"{path}: SHA-256 is {hash}, but OpenAI's file of this name has {OpenAiSha256}. It was read all the same; if pictures do not fit their prompts, fetch it again.";
    }

    private static string HowToGetOne(IEnumerable<string> folders) => $"""
        The checkpoint comes without CLIP's vocabulary, and none was found. There are four ways to get one:
          1. Save https://github.com/openai/CLIP/raw/main/clip/{OpenAiPacked} beside the checkpoint
             (SHA-256 {OpenAiSha256}).
          2. Save {Merges} of openai/clip-vit-large-patch14 beside the checkpoint.
          3. Name one that you have, a file or a folder: --vocab PATH.
          4. easel models pull clip-vocabulary
        Looked in: {string.Join(", ", folders)}.
        """;
}
