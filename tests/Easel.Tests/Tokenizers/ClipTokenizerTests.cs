using System.Diagnostics;
using System.Text.Json;
using Easel.Models.Tokenizers;

namespace Easel.Tests.Tokenizers;

public class ClipTokenizerTests
{
    [Fact]
    public void Recorded_prompts_have_the_recorded_ids()
    {
        using var recording = JsonDocument.Parse(File.ReadAllText(Goldens.Path("tokenizer/tokens.json")));
        var tokenizer = new ClipTokenizer(ClipVocabulary.Whole);

        foreach (JsonElement entry in recording.RootElement.GetProperty("prompts").EnumerateArray())
        {
            string prompt = entry.GetProperty("prompt").GetString()!;
            Tokens tokens = tokenizer.Encode(prompt);

            int[] wanted = [.. entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.True(wanted.AsSpan().SequenceEqual(tokens.Ids.AsSpan()), $"'{prompt}': {string.Join(' ', tokens.Ids)}");
            Assert.True(entry.GetProperty("n_tokens").GetInt32() == tokens.Count, $"'{prompt}': {tokens.Count} tokens");
        }
    }

    [Fact]
    public void What_does_not_fit_is_named_from_the_first_word_that_did_not_fit_whole()
    {
        string prompt = string.Concat(Enumerable.Repeat("a ", 74)) + "Pneumonoultramicroscopic DON'T care";

        Tokens tokens = new ClipTokenizer(ClipVocabulary.Whole).Encode(prompt);

        Assert.Equal("pneumonoultramicroscopic don't care", tokens.Cut);
        Assert.True(tokens.Count > 75);
    }

    [Fact]
    public void A_prompt_that_just_fits_loses_nothing()
    {
        Tokens tokens = new ClipTokenizer(ClipVocabulary.Whole).Encode(string.Concat(Enumerable.Repeat("a ", 75)));

        Assert.Equal("", tokens.Cut);
        Assert.Equal(75, tokens.Count);
        Assert.Equal(49407, tokens.Ids[76]);
    }

    [Fact]
    public void The_cut_is_told_across_special_tokens()
    {
        string prompt = string.Concat(Enumerable.Repeat("a ", 75)) + "<|endoftext|>Rest";

        Tokens tokens = new ClipTokenizer(ClipVocabulary.Whole).Encode(prompt);

        Assert.Equal("<|endoftext|>rest", tokens.Cut);
        Assert.Equal(77, tokens.Count);
    }

    [Fact]
    public void Special_tokens_part_the_text_before_it_is_repaired()
    {
        // The '<' of the token does not make the rest HTML, and the sigma before it ends a word.
        var tokenizer = new ClipTokenizer(ClipVocabulary.Whole);

        Tokens tokens = tokenizer.Encode("ΟΔΟΣ<|endoftext|>&amp;");

        Assert.Equal([.. tokenizer.Encode("οδος").Ids.Skip(1).TakeWhile(id => id != 49407), 49407, .. tokenizer.Encode("&").Ids.Skip(1).Take(1)], tokens.Ids.Skip(1).Take(tokens.Count));
    }

    [Fact]
    public void A_long_s_ends_a_word_as_an_s_does_and_iota_below_is_lost()
    {
        var tokenizer = new ClipTokenizer(ClipVocabulary.Whole);

        // Both from the original: its pattern ignores case, and these two have capitals of another kind.
        Assert.Equal(2, WordsOf("'ſa").Count);
        Assert.Equal(tokenizer.Encode("か").Ids, tokenizer.Encode("か\u0345").Ids);
    }

    [Theory]
    [InlineData("don't", "don", "'t")]
    [InlineData("we'll've", "we", "'ll", "'ve")]
    [InlineData("rock'n'roll", "rock", "'", "n", "'", "roll")]
    [InlineData("1990s", "1", "9", "9", "0", "s")]
    [InlineData("a+b=c!?", "a", "+", "b", "=", "c", "!?")]
    [InlineData("\"'s", "\"'", "s")]
    [InlineData("!<|endoftext|>", "!<|", "endoftext", "|>")]
    [InlineData("<|endoftext|>!", "<|endoftext|>", "!")]
    [InlineData("e\u0301", "e", "\u0301")]
    [InlineData("𝒜𝟙👍🏽", "𝒜", "𝟙", "👍🏽")]
    public void Text_is_cut_into_words(string text, params string[] words) => Assert.Equal(words, WordsOf(text));

    [Fact]
    public void A_word_of_many_letters_takes_no_square_of_their_number()
    {
        var tokenizer = new ClipTokenizer(ClipVocabulary.Whole);
        long start = Stopwatch.GetTimestamp();

        Tokens tokens = tokenizer.Encode(new string('a', 400_000));

        // Eight letters to a symbol, but for the end. It takes half a second; the square would take minutes.
        Assert.Equal(50_001, tokens.Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Whatever_a_prompt_holds_it_has_77_ids_of_the_vocabulary()
    {
        var random = new Random(1);
        var tokenizer = new ClipTokenizer(ClipVocabulary.Whole);

        for (int i = 0; i < 2000; i++)
        {
            string prompt = RandomPrompt(random);

            Tokens tokens = tokenizer.Encode(prompt);

            Assert.Equal(77, tokens.Ids.Length);
            Assert.Equal(49406, tokens.Ids[0]);
            Assert.Equal(49407, tokens.Ids[76]);
            Assert.All(tokens.Ids, id => Assert.InRange(id, 0, 49407));
            Assert.Equal(tokens.Count > 75, tokens.Cut.Length > 0);
        }
    }

    /// <summary>Up to 120 characters, each of a range drawn anew: controls, what garbled text is made of, marks, surrogates, anything.</summary>
    private static string RandomPrompt(Random random)
    {
        char[] prompt = new char[random.Next(120)];
        for (int i = 0; i < prompt.Length; i++)
        {
            prompt[i] = (char)(random.Next(6) switch
            {
                0 => random.Next(0x20),
                1 => random.Next(0x20, 0x80),
                2 => random.Next(0x80, 0x100),
                3 => random.Next(0x300, 0x370),
                4 => random.Next(0xD800, 0xE000),
                _ => random.Next(0x10000),
            });
        }

        return new string(prompt);
    }

    private static List<string> WordsOf(string text)
    {
        List<string> words = [];
        for (int position = 0; WordSplitter.TryNext(text, position, out Range word); position = word.End.Value)
        {
            words.Add(text[word]);
        }

        return words;
    }
}
