using System.Text;
using Easel.Models.Tokenizers;

namespace Easel.Tests.Tokenizers;

public class VocabularyTests
{
    private const string Header = "#version: 0.2\n";

    [Fact]
    public void Openais_list_has_the_published_size()
    {
        Vocabulary vocabulary = ClipVocabulary.Whole;

        Assert.Equal(49408, vocabulary.Count);
        Assert.Equal(49406, vocabulary.StartId);
        Assert.Equal(49407, vocabulary.EndId);
    }

    [Fact]
    public void Ids_beside_the_merges_are_taken_as_they_are()
    {
        using FileStream ids = File.OpenRead(Goldens.Path("micro-sd/diffusers/tokenizer/vocab.json"));
        using StreamReader merges = File.OpenText(Goldens.Path("micro-sd/diffusers/tokenizer/merges.txt"));
        var tokenizer = new ClipTokenizer(Vocabulary.From(ids, merges));

        Tokens tokens = tokenizer.Encode("a photograph of an astronaut riding a horse");

        Assert.Equal([49406, 320, 8853, 539, 550, 18376, 6765, 320, 4558, 49407], tokens.Ids.Take(10));
    }

    [Fact]
    public void A_small_vocabulary_ends_with_its_own_specials()
    {
        var vocabulary = Vocabulary.FromMerges(new StringReader(Header + "c a\nca t</w>\n"));

        Tokens tokens = new ClipTokenizer(vocabulary).Encode("cat!");

        // '!' is the first printable byte; in a word's last place symbols are 256 further.
        Assert.Equal(516, vocabulary.Count);
        Assert.Equal([514, 513, 256, 515, 515], tokens.Ids.Take(5));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE html>\n<html>", "Line 1", "<!DOCTYPE html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "Line 1", "git-lfs")]
    [InlineData(Header + "a b\nab\n", "Line 3", "'ab'")]
    [InlineData(Header + "a b c\n", "Line 2", "'a b c'")]
    [InlineData(Header + "a b\nabc d\n", "Line 3", "'abc'")]
    [InlineData(Header + "a b\na b\n", "'ab'", "line 3")]
    [InlineData(Header + "a b\n\nc d\n", "Line 3", "blank")]
    public void A_list_that_is_none_is_refused_with_its_line(string text, params string[] said)
    {
        VocabularyException e = Assert.Throws<VocabularyException>(() => Vocabulary.FromMerges(new StringReader(text)));

        Assert.All(said, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1]", "Array")]
    [InlineData("{\"a\": ", "not JSON")]
    [InlineData("{\"a\": 0, \"b\": \"1\"}", "'b'")]
    [InlineData("{\"a\": 0, \"b\": 7}", "'b'", "7")]
    [InlineData("{\"a\": 0, \"b\": 0}", "'b'", "0")]
    [InlineData("{\"a\": 0, \"a\": 1}", "'a'")]
    [InlineData("{\"a\": 0, \"b\": 1}", "'!'", "same vocabulary")]
    public void Ids_that_are_none_are_refused_with_their_symbol(string json, params string[] said)
    {
        using var ids = new MemoryStream(Encoding.UTF8.GetBytes(json));

        VocabularyException e = Assert.Throws<VocabularyException>(() => Vocabulary.From(ids, new StringReader(Header)));

        Assert.All(said, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
