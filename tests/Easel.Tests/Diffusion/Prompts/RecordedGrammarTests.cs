using System.Text.Json;
using Easel.Diffusion.Prompts;

namespace Easel.Tests.Diffusion.Prompts;

/// <summary>
/// 400 prompts of random pieces, and what AUTOMATIC1111's modules/prompt_parser.py, as Forge has it, makes of them: recorded from its own parser. Weights of
/// those with a BREAK within brackets were not recorded: there it reads the word, which is no command any more.
/// </summary>
public sealed class RecordedGrammarTests
{
    /// <summary>
    /// A schedule at the very beginning and two brackets side by side that fit nothing: the grammar allows both readings, and the recorded parser's choice makes the schedule text.
    /// </summary>
    private static readonly string[] s_ambiguous = [@"[c::.4][:e:4][( (\)[x|y]", "[c::.4])( ", "[:e:4]]) [a:b:3]"];

    [Fact]
    public void Random_prompts_are_scheduled_as_recorded()
    {
        List<string> others = [];
        ForEach((prompt, recorded) =>
        {
            string[] texts = ScheduleParser.Read(prompt).Texts(10);

            string[] wanted = [.. recorded.GetProperty("texts").EnumerateArray().SelectMany(text => Enumerable.Repeat(text[1].GetString()!, text[0].GetInt32()))];
            if (!wanted.AsSpan().SequenceEqual(texts))
            {
                others.Add(prompt);
            }
        });

        Assert.Equal(s_ambiguous, others);
    }

    [Fact]
    public void Random_prompts_are_weighted_as_recorded() => ForEach((prompt, recorded) =>
    {
        if (recorded.GetProperty("weights") is { ValueKind: JsonValueKind.Array } weights)
        {
            string read = string.Join(" / ", EmphasisParser.Read(prompt).Select(part => part.IsBreak ? "BREAK|-1" : FormattableString.Invariant($"{part.Text}|{part.Weight}")));

            string wanted = string.Join(" / ", weights.EnumerateArray().Select(part => FormattableString.Invariant($"{part[0].GetString()}|{part[1].GetDouble()}")));
            Assert.True(wanted == read, $"'{prompt}': {read}; wanted {wanted}");
        }
    });

    [Fact]
    public void Random_prompts_are_parted_as_recorded() => ForEach((prompt, recorded) =>
    {
        string read = string.Join(" / ", SubPrompt.Of(prompt).Select(part => FormattableString.Invariant($"{part.Text}|{part.Weight}")));

        string wanted = string.Join(" / ", recorded.GetProperty("parts").EnumerateArray().Select(part => FormattableString.Invariant($"{part[0].GetString()}|{part[1].GetDouble()}")));
        Assert.True(wanted == read, $"'{prompt}': {read}; wanted {wanted}");
    });

    private static void ForEach(Action<string, JsonElement> check)
    {
        using var recording = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Diffusion", "Prompts", "grammar.json")));
        Assert.Equal(400, recording.RootElement.GetArrayLength());
        foreach (JsonElement entry in recording.RootElement.EnumerateArray())
        {
            check(entry.GetProperty("prompt").GetString()!, entry);
        }
    }
}
