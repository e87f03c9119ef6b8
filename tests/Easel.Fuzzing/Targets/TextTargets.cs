using System.Text;
using Easel.Diffusion.Pipelines;
using Easel.Diffusion.Prompts;
using Easel.Fuzzing.Engine;
using Easel.Models.Tokenizers;

namespace Easel.Fuzzing.Targets;

/// <summary>CLIP's list of merges, and its list of ids if a U+0000 and something follow.</summary>
internal sealed class VocabularyTarget : FuzzTarget
{
    private static readonly string s_bytes = string.Join(", ", ByteSymbols.InOrder.ToArray().Select((value, i) => $"{Quote(ByteSymbols.Characters[value].ToString())}:{i},{Quote(ByteSymbols.Characters[value] + "</w>")}:{i + 256}"));

    public override string Name => "vocabulary";

    public override IReadOnlyList<Type> Refusals => [typeof(VocabularyException)];

    // Tables for CLIP's 48,894 merges are made at once.
    public override long AllocationFloor => 8 << 20;

    public override long AllocationPerByte => 256;

    public override int MaxLength => 16 << 10;

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("#version: 0.2\ni n\nt h\na n\nr e\nth e</w>\n"),
        Text($"#version: 0.2\ni n\n\0{{{s_bytes},\"in\":512,\"<|startoftext|>\":513,\"<|endoftext|>\":514}}"),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words("#version", "\n", " ", "</w>", "\0", "{", "}", "\"", ":", ",", "\"in\":512", "\\ud800", "<|startoftext|>", "<|endoftext|>", "a b\n", "\r");

    public override void Read(byte[] input)
    {
        int end = input.AsSpan().IndexOf((byte)0);
        using StringReader merges = new(Text(end < 0 ? input : input.AsSpan(0, end)));
        Vocabulary vocabulary = end < 0 ? Vocabulary.FromMerges(merges) : Vocabulary.From(new MemoryStream(input, end + 1, input.Length - end - 1), merges);
        foreach (int id in new ClipTokenizer(vocabulary).Encode("in the end").Ids)
        {
            Promise(id >= 0 && id < vocabulary.Count, "ids are rows of the embedding table");
        }
    }

    private static string Quote(string text) => $"\"{string.Concat(text.Select(letter => $"\\u{(int)letter:x4}"))}\"";
}

/// <summary>A prompt of any letters, repaired and cut into tokens.</summary>
internal sealed class TokenizerTarget : FuzzTarget
{
    private readonly Lazy<ClipTokenizer> _tokenizer = new(() => PocketTokenizer.Open());

    public override string Name => "tokenizer";

    // Few letters are enough for each repair, and each costs time: a page of code is tried for every one. Long texts are the business of stretched inputs.
    public override int MaxLength => 96;

    public override IReadOnlyList<Type> Refusals => [];

    public override long AllocationPerByte => 2048;

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("A red cube, left of a blue ball. It's 3 o'clock!"), Text("cafÃ© &eacute; &#x41; &amp;amp; Ã¢â‚¬â„¢ <|endoftext|> ǅ ﬁ é"), Text("日本語 한국어 🏳️‍🌈 \u0000\u0085\u200B\uFEFF ＡＢＣ"), [0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80],
    ];

    public override IReadOnlyList<byte[]> Tokens => Words(
        "<|startoftext|>", "<|endoftext|>", "&amp;", "&lt;", "&#x", "&#99999999999;", ";", "Ã©", "â‚¬", "â€™", "Ã", "Â ", "ï»¿", "\u0301", "\u200D", "’", "'s", "'ll", "ﬁ", "ǆ", "İ", "ß", "가", "🏳️‍🌈", "\u001b[31m", "\r\n", "ＡＢ", "Ã¢â‚¬", "\u00A0", "1", "  ");

    public override void Read(byte[] input)
    {
        ClipTokenizer tokenizer = _tokenizer.Value;
        Tokens tokens = tokenizer.Encode(Text(input));
        Promise(tokens.Ids.Length == ClipTokenizer.Length && tokens.Ids.All(id => id >= 0 && id < tokenizer.Vocabulary.Count), "77 ids of the vocabulary");
        _ = tokenizer.EncodeAll(Encoding.Unicode.GetString(input));
    }
}

/// <summary>A prompt with weights, schedules, AND, and tags, read as for a run of seven steps.</summary>
internal sealed class PromptTarget : FuzzTarget
{
    private const int Steps = 7;

    private readonly Lazy<ClipTokenizer> _tokenizer = new(() => PocketTokenizer.Open());

    public override string Name => "prompt";

    // Each of the steps' texts is cut into tokens: few letters are enough for brackets in brackets.
    public override int MaxLength => 96;

    public override IReadOnlyList<Type> Refusals => [];

    public override long AllocationPerByte => 8192;

    public override IEnumerable<byte[]> Seeds =>
    [
        Text("a (red:1.3) ((cube)), [blue] \\(x\\) BREAK on [a table:grass:0.5] with [cat|dog|] AND night :0.7 <lora:x:0.8>"), Text("[a:b:3] [c::0.25] [d:.5] (e:1.1"), Text("[[[a|b]:c:2]|(d:1.2):e]"), Text("(Ã©\u0301:1.1) &eacute; ﬁ 가"),
    ];

    public override IReadOnlyList<byte[]> Tokens => Words("(", ")", "[", "]", ":", "|", "\\", ":1.3)", ":0.5]", "BREAK", " AND ", "<lora:", ">", "[a:b:", "[a|", "e5]", ":1e999]", ":.", "..", "-1", "\u00A0", "\u2003", "\n", ",", ":\u00A01.2", " :-.5");

    public override void Read(byte[] input)
    {
        string prompt = Text(input);
        _ = PromptReading.Check(prompt);
        _ = PromptReading.CheckNegative(prompt);
        foreach (PromptCourse course in (PromptCourse[])[.. PromptCourse.Of(prompt, Steps), PromptCourse.OfNegative(prompt, Steps)])
        {
            Promise(course.Texts.Count == Steps, "each step has a text");
            foreach (string text in course.Texts.Distinct(StringComparer.Ordinal))
            {
                Promise(PromptChunk.Of(text, _tokenizer.Value).TrueForAll(chunk => chunk.Ids.Length == ClipTokenizer.Length && chunk.Weights.Length == ClipTokenizer.Length), "chunks are 77 tokens long");
            }
        }
    }
}

/// <summary>The tokenizer of the model that comes along.</summary>
internal static class PocketTokenizer
{
    public static ClipTokenizer Open()
    {
        using StreamReader merges = new(Path.Combine(Path.GetDirectoryName(PocketModel.Find()!.Options.Checkpoint)!, "merges.txt"));
        return new ClipTokenizer(Vocabulary.FromMerges(merges));
    }
}
