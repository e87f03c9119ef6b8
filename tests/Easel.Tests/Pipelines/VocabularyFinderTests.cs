using System.IO.Compression;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;

namespace Easel.Tests.Pipelines;

public sealed class VocabularyFinderTests : IDisposable
{
    private const string OpenAiPacked = "bpe_simple_vocab_16e6.txt.gz";

    private readonly string _root = Directory.CreateTempSubdirectory("easel-vocabulary-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_named_file_is_opened_before_all_else()
    {
        string named = WriteMerges("elsewhere/mine.txt", "a b");
        WriteMerges("merges.txt", "c d");

        FoundVocabulary found = VocabularyFinder.Open(Places() with { Named = named, Checkpoint = At("model.ckpt") });

        Assert.Equal(named, found.Path);
        Assert.Null(found.Warning);
    }

    [Fact]
    public void A_named_folder_is_searched()
    {
        string merges = WriteMerges("elsewhere/tokenizer/merges.txt", "a b");

        Assert.Equal(merges, VocabularyFinder.Open(Places() with { Named = At("elsewhere") }).Path);
    }

    [Theory]
    [InlineData("missing.txt", "no such file")]
    [InlineData("empty", "merges.txt")]
    public void A_name_that_leads_nowhere_is_said_at_once(string name, string said)
    {
        Directory.CreateDirectory(At("empty"));
        WriteMerges("merges.txt", "a b");

        GenerationException e = Assert.Throws<GenerationException>(
            () => VocabularyFinder.Open(Places() with { Named = At(name), Checkpoint = At("model.ckpt") }));

        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/merges.txt")]
    [InlineData("models/bpe_simple_vocab_16e6.txt")]
    [InlineData("models/clip/merges.txt")]
    [InlineData("cache/merges.txt")]
    public void Every_usual_place_is_searched(string file)
    {
        string merges = WriteMerges(file, "a b");

        FoundVocabulary found = VocabularyFinder.Open(
            Places() with { Checkpoint = At("models/model.ckpt"), Config = At("models/v1.yaml"), TextModel = "clip" });

        Assert.Equal(merges, found.Path);
    }

    [Theory]
    [InlineData(515, "models/bpe_simple_vocab_16e6.txt")]
    [InlineData(516, "cache/merges.txt")]
    [InlineData(600, "models/merges.txt")] // none fits: the likeliest is the one to speak of
    [InlineData(0, "models/merges.txt")]
    public void Of_several_the_first_that_has_the_encoders_number_of_tokens_is_taken(int tokens, string expected)
    {
        WriteMerges("models/merges.txt", "a b\nc d\ne f");
        WriteMerges("models/bpe_simple_vocab_16e6.txt", "a b");
        WriteMerges("cache/merges.txt", "a b\nc d");

        FoundVocabulary found = VocabularyFinder.Open(Places() with { Checkpoint = At("models/model.ckpt"), Tokens = tokens });

        Assert.Equal(At(expected), found.Path);
    }

    [Fact]
    public void A_diffusers_folder_has_its_own()
    {
        string merges = WriteMerges("sd/tokenizer/merges.txt", "a b");

        Assert.Equal(merges, VocabularyFinder.Open(Places() with { Checkpoint = At("sd") }).Path);
    }

    [Fact]
    public void Ids_beside_the_merges_count()
    {
        string tokenizer = Goldens.Path("micro-sd/diffusers/tokenizer");
        Directory.CreateDirectory(At("sd"));
        File.Copy(Path.Combine(tokenizer, "merges.txt"), At("sd/merges.txt"));
        File.WriteAllText(At("sd/vocab.json"), "{\"a\": 0}");

        GenerationException e = Assert.Throws<GenerationException>(() => VocabularyFinder.Open(Places() with { Checkpoint = At("sd") }));

        Assert.Contains("list of ids lacks", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Openais_file_is_opened_without_a_warning()
    {
        File.Copy(Goldens.Path(OpenAiPacked), At(OpenAiPacked));

        FoundVocabulary found = VocabularyFinder.Open(Places() with { Checkpoint = At("model.ckpt") });

        Assert.Null(found.Warning);
        Assert.Equal(49408, found.Vocabulary.Count);
    }

    [Fact]
    public void Another_file_of_that_name_is_opened_with_a_warning()
    {
        using (var packed = new StreamWriter(new GZipStream(File.Create(At(OpenAiPacked)), CompressionMode.Compress)))
        {
            packed.Write("#version: 0.2\na b\n");
        }

        FoundVocabulary found = VocabularyFinder.Open(Places() with { Checkpoint = At("model.ckpt") });

        Assert.Equal(515, found.Vocabulary.Count);
        Assert.Contains("924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a", found.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_named_in_the_error()
    {
        File.WriteAllText(At(OpenAiPacked), "<html>Not Found</html>");

        GenerationException e = Assert.Throws<GenerationException>(() => VocabularyFinder.Open(Places() with { Checkpoint = At("model.ckpt") }));

        Assert.Contains(At(OpenAiPacked), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_none_the_error_tells_three_ways_to_get_one()
    {
        GenerationException e = Assert.Throws<GenerationException>(
            () => VocabularyFinder.Open(Places() with { Checkpoint = At("model.ckpt"), Config = At("v1.yaml"), TextModel = "openai/clip-vit-large-patch14" }));

        Assert.Contains("https://github.com/openai/CLIP/raw/main/clip/bpe_simple_vocab_16e6.txt.gz", e.Message, StringComparison.Ordinal);
        Assert.Contains("924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a", e.Message, StringComparison.Ordinal);
        Assert.Contains("merges.txt of openai/clip-vit-large-patch14", e.Message, StringComparison.Ordinal);
        Assert.Contains("--vocab PATH", e.Message, StringComparison.Ordinal);
        Assert.Contains(At("cache"), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EASEL_CACHE", "clip")]
    [InlineData("XDG_CACHE_HOME", "easel/clip")]
    public void The_cache_is_where_the_environment_says(string variable, string below)
        => Assert.Equal(At(below), UserCache.Folder("clip", name => name == variable ? _root : null));

    private VocabularyPlaces Places() => new() { Cache = At("cache") };

    private string At(string relative) => Path.Combine(_root, relative);

    private string WriteMerges(string relative, string merge)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), $"#version: 0.2\n{merge}\n");
        return At(relative);
    }
}
