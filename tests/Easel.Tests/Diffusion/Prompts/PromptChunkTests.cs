using Easel.Diffusion.Prompts;
using Easel.Models.Tokenizers;
using Easel.Tests.Tokenizers;

namespace Easel.Tests.Diffusion.Prompts;

public sealed class PromptChunkTests
{
    private const int Start = 49406;
    private const int End = 49407;
    private const int A = 320;
    private const int Comma = 267;
    private const int Cat = 2368;
    private const int Dog = 1929;

    [Fact]
    public void A_short_prompt_is_one_chunk_as_the_tokenizer_makes_it()
    {
        ClipTokenizer tokenizer = new(ClipVocabulary.Whole);

        PromptChunk chunk = Assert.Single(PromptChunk.Of("a photo of a cat", tokenizer));

        Assert.Equal([Start, A, 1125, 539, A, Cat, End], chunk.Ids[..7]);
        Assert.Equal(tokenizer.Encode("a photo of a cat").Ids, chunk.Ids);
        Assert.False(chunk.HasWeights);
    }

    [Fact]
    public void Each_token_has_the_weight_of_its_brackets()
    {
        PromptChunk chunk = Assert.Single(Chunks("a (cat:1.5), [dog] (a (cat))"));

        Assert.Equal([Start, A, Cat, Comma, Dog, A, Cat, End], chunk.Ids[..8]);
        Assert.Equal([1, 1, 1.5f, 1, (float)(1 / 1.1), 1.1f, 1.21f, 1], chunk.Weights[..8]);
        Assert.All(chunk.Weights[8..], weight => Assert.Equal(1, weight));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(75, 1)]
    [InlineData(76, 2)]
    [InlineData(150, 2)]
    [InlineData(151, 3)]
    public void A_chunk_has_75_tokens_and_a_prompt_as_many_chunks_as_it_needs(int tokens, int wanted)
    {
        List<PromptChunk> chunks = Chunks(Repeat("a", tokens));

        Assert.Equal(wanted, chunks.Count);
        Assert.All(chunks, chunk => Assert.Equal((77, Start, End), (chunk.Ids.Length, chunk.Ids[0], chunk.Ids[76])));
        Assert.Equal(tokens, chunks.Sum(chunk => chunk.Ids.Count(id => id == A)));
        Assert.Equal(Math.Min(tokens, 75), TokensOf(chunks[0]));
    }

    /// <summary>Tokens before the comma, and whether what stands between it and the 75th token goes to the next chunk: it does up to 20.</summary>
    [Theory]
    [InlineData(70, 71)]
    [InlineData(55, 56)]
    [InlineData(54, 75)]
    [InlineData(74, 75)]
    public void What_stands_behind_a_comma_near_the_end_goes_to_the_next_chunk_whole(int before, int inFirst)
    {
        List<PromptChunk> chunks = Chunks($"{Repeat("a", before)}, {Repeat("cat", 30)}");

        Assert.Equal([inFirst, before + 1 + 30 - inFirst], chunks.Select(TokensOf));
    }

    [Fact]
    public void Weights_move_with_their_tokens()
    {
        List<PromptChunk> chunks = Chunks($"{Repeat("a", 73)}, ({Repeat("cat", 3)}:1.5)");

        Assert.Equal([74, 3], chunks.Select(TokensOf));
        Assert.False(chunks[0].HasWeights);
        Assert.Equal([1, 1.5f, 1.5f, 1.5f, 1], chunks[1].Weights[..5]);
    }

    [Theory]
    [InlineData("a cat BREAK a dog", 2, 2)]
    [InlineData("a cat BREAK BREAK a", 2, 0, 1)]
    [InlineData("BREAK", 0)]
    [InlineData("a BREAK", 1)]
    public void A_break_begins_a_chunk(string prompt, params int[] tokens) => Assert.Equal(tokens, Chunks(prompt).Select(TokensOf));

    [Fact]
    public void Chunks_that_are_missing_are_empty()
    {
        List<PromptChunk> chunks = PromptChunk.Of("a", new ClipTokenizer(ClipVocabulary.Whole), least: 3);

        Assert.Equal([1, 0, 0], chunks.Select(TokensOf));
    }

    private static List<PromptChunk> Chunks(string prompt) => PromptChunk.Of(prompt, new ClipTokenizer(ClipVocabulary.Whole));

    private static int TokensOf(PromptChunk chunk) => chunk.Ids.Count(id => id is not (Start or End));

    private static string Repeat(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
}
