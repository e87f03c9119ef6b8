using Easel.Models.Tokenizers;
using Easel.Pocket.Captions;
using Easel.Pocket.Scenes;

namespace Easel.Tests.Pocket;

/// <summary>The model's own list of merges.</summary>
public sealed class VocabularyTests
{
    /// <summary>Worked out by hand after Sennrich et al. 2016: l-o is the commonest pair, then lo-w, then e-r at a word's end.</summary>
    [Fact]
    public void The_commonest_pair_merges_first()
    {
        IEnumerable<string> texts = ["low low low low low lower lower", "newer newer"];

        Assert.Equal([("l", "o"), ("lo", "w</w>"), ("e", "r</w>"), ("w", "er</w>")], MergeLearner.Learn(texts, limit: 4));
    }

    [Fact]
    public void Every_word_of_a_caption_is_one_token()
    {
        ClipTokenizer tokenizer = new(Shipped());
        for (int i = 0; i < 2_000; i++)
        {
            Dice dice = Dice.For(77, i);
            string caption = CaptionGrammar.Describe(SceneSampler.Next(dice, heldOut: false), dice);
            string apart = caption.Replace(",", " ,", StringComparison.Ordinal).Replace("'s", " 's", StringComparison.Ordinal).Replace("-", " - ", StringComparison.Ordinal);

            Tokens tokens = tokenizer.Encode(caption);

            Assert.Equal(apart.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, tokens.Count);
        }
    }

    [Fact]
    public void A_word_that_was_never_seen_falls_into_letters()
        => Assert.InRange(new ClipTokenizer(Shipped()).Encode("zyx").Count, 2, 3);

    private static Vocabulary Shipped()
    {
        using StreamReader merges = File.OpenText(Path.Combine(AppContext.BaseDirectory, "models", "pocket", "merges.txt"));
        return Vocabulary.FromMerges(merges);
    }
}
