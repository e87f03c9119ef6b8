using System.IO.Compression;
using Easel.Models.Tokenizers;

namespace Easel.Tests.Tokenizers;

/// <summary>CLIP's own vocabulary, read once for all tests.</summary>
internal static class ClipVocabulary
{
    private static readonly Lazy<Vocabulary> s_whole = new(Read);

    public static Vocabulary Whole => s_whole.Value;

    public static StreamReader OpenMerges()
        => new(new GZipStream(File.OpenRead(Goldens.Path("bpe_simple_vocab_16e6.txt.gz")), CompressionMode.Decompress));

    private static Vocabulary Read()
    {
        using StreamReader merges = OpenMerges();
        return Vocabulary.FromMerges(merges);
    }
}
